import { describe, expect, it, vi } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import { drafts } from './draft.ts';
import { Sitting } from './sitting.svelte.ts';
import type { Bench, Claimed, Held, Send } from './sitting.ts';

type Item = { id: string };
type Draft = { answer: string | null };

const held = (id: string): Held<Item> => ({
	id,
	token: `${id}.1`,
	purpose: 'work',
	leased_until: '',
	form_version: 1,
	guideline_version: 1,
	item: { id: `item-${id}` }
});

class OneWord implements Bench<Item, Draft> {
	draft: Draft = { answer: null };
	laid: [string, Draft | null][] = [];
	lay({ id }: Held<Item>, draft: Draft | null) {
		this.laid.push([id, draft]);
		this.draft = draft ?? { answer: null };
	}
	get answers(): Record<string, Json> {
		return { word: this.draft.answer };
	}
	get why() {
		return this.draft.answer === null ? 'Say something' : null;
	}
	accept() {}
}

const refused = (status: number, code: string) => ({
	ok: false as const,
	status,
	problem: { code, title: code, detail: code, status }
});

const memory = () => {
	const kept = new Map<string, string>();
	return {
		getItem: (name: string) => kept.get(name) ?? null,
		setItem: (name: string, value: string) => void kept.set(name, value),
		removeItem: (name: string) => void kept.delete(name)
	};
};

/** A queue of so many items on the other side of a wire that can be cut. */
function scene(many = 5, keeper = memory()) {
	const open = Array.from({ length: many }, (_, i) => `a${i + 1}`);
	const requests: { path: string; body: unknown; keepalive: boolean }[] = [];
	const state = { fail: null as ReturnType<typeof refused> | null, hang: null as Promise<void> | null };
	const claims = (): Claimed<Item> => {
		const assignments = open.slice(0, 3).map(held);
		return assignments.length > 0
			? { assignments }
			: { assignments, reason: { code: 'queue_done', message: 'That was all.' } };
	};
	const send: Send = async <T>(_: 'POST', path: string, body: unknown, options?: { keepalive?: boolean }) => {
		requests.push({ path, body, keepalive: options?.keepalive ?? false });
		if (state.fail) return state.fail;
		const [, , , , id = '', act = ''] = path.split('/');
		if (path.endsWith('/claims')) {
			const answer = claims();
			await state.hang;
			return { ok: true, status: 200, body: answer as T };
		}
		const at = open.indexOf(id);
		if (at !== -1 && /submit|skip|release/.test(act)) open.splice(at, 1);
		return { ok: true, status: at === -1 && act === 'submit' ? 200 : 201, body: { counted: true } as T };
	};
	const bench = new OneWord();
	const sitting = new Sitting<Item, Draft>({
		slug: 'p',
		leaseMinutes: 10,
		first: claims(),
		done: 0,
		bench,
		drafts: drafts<Draft>(keeper, 'ana'),
		send
	});
	const write = (word: string) => {
		bench.draft = { answer: word };
		sitting.touched();
	};
	const answer = (word: string) => {
		write(word);
		return sitting.submit();
	};
	const sent = (act: string) => requests.filter(({ path }) => path.endsWith(act));
	return { sitting, bench, requests, state, write, answer, sent };
}

describe('a sitting', () => {
	it('shows the next item at once and keeps three in hand', async () => {
		const { sitting, answer } = scene();
		expect([sitting.current?.id, sitting.ahead.map(({ id }) => id)]).toEqual(['a1', ['a2', 'a3']]);
		const sending = answer('x');
		await sending;
		expect([sitting.current?.id, sitting.ahead.map(({ id }) => id)]).toEqual(['a2', ['a3', 'a4']]);
		expect(sitting.doneCount).toBe(1);
	});

	it('sends nothing that is not ready, and nothing twice', async () => {
		const { sitting, answer, sent } = scene();
		await sitting.submit();
		expect(sent('submit')).toHaveLength(0);
		await Promise.all([answer('x'), sitting.submit()]);
		expect(sent('submit')).toHaveLength(1);
	});

	it('says why there is nothing more', async () => {
		const { sitting, answer } = scene(1);
		await answer('x');
		expect([sitting.current, sitting.reason?.code]).toEqual([null, 'queue_done']);
	});

	it('keeps the answer when nobody answers, and sends it when it is asked again', async () => {
		const { sitting, bench, state, answer } = scene();
		state.fail = refused(0, 'offline');
		await answer('precious');
		expect(sitting.current?.id).toBe('a1');
		expect(bench.draft.answer).toBe('precious');
		expect(sitting.saved.state).toBe('lost');
		state.fail = null;
		sitting.online();
		await vi.waitFor(() => expect(sitting.current?.id).toBe('a2'));
	});

	it('sends again by itself what could not be sent, but not what was refused', async () => {
		vi.useFakeTimers();
		try {
			const { sitting, state, answer, sent } = scene();
			state.fail = refused(503, 'busy');
			await answer('x');
			expect([sitting.unsent, sent('submit').length]).toEqual([true, 1]);
			await vi.advanceTimersByTimeAsync(3_100);
			expect(sent('submit')).toHaveLength(3);
			state.fail = refused(422, 'invalid_answers');
			await vi.advanceTimersByTimeAsync(60_000);
			expect(sent('submit')).toHaveLength(4);
			expect([sitting.unsent, sitting.problem?.code]).toEqual([false, 'invalid_answers']);
		} finally {
			vi.useRealTimers();
		}
	});

	it('finds the draft of an item again after a reload, and keeps such an item when the page closes', () => {
		const keeper = memory();
		const before = scene(5, keeper);
		before.sitting.begin();
		before.write('half');
		before.sitting.release();
		expect(before.sent('release').map(({ path }) => path.split('/')[4])).toEqual(['a2', 'a3']);
		const after = scene(5, keeper);
		after.sitting.begin();
		expect(after.bench.draft.answer).toBe('half');
		expect(after.sitting.saved.state).toBe('wait');
	});

	it('locks when the session ended, and sends what waited once it is back', async () => {
		const { sitting, state, answer, sent } = scene();
		state.fail = refused(401, 'session_expired');
		await answer('waits');
		expect([sitting.locked, sitting.current?.id]).toEqual([true, 'a1']);
		state.fail = null;
		await sitting.unlock('a@example.org', 'secret');
		expect([sitting.locked, sitting.current?.id]).toEqual([false, 'a2']);
		expect(sent('submit').at(-1)?.body).toMatchObject({ answers: { word: 'waits' } });
	});

	it('goes back one by one, with each draft as it was, and forward to the one put aside', async () => {
		const { sitting, bench, write, answer } = scene();
		sitting.begin();
		await answer('one');
		await answer('two');
		write('half');
		sitting.undo();
		expect([sitting.current?.id, bench.draft.answer]).toEqual(['a2', 'two']);
		sitting.undo();
		expect([sitting.current?.id, bench.draft.answer]).toEqual(['a1', 'one']);
		sitting.undo();
		expect(sitting.current?.id).toBe('a1');
		await answer('one, revised');
		expect([sitting.current?.id, bench.draft.answer]).toEqual(['a3', 'half']);
		// A revision is no further item.
		expect(sitting.doneCount).toBe(2);
	});

	it('leaves an earlier answer as it stands', async () => {
		const { sitting, answer, sent } = scene();
		await answer('one');
		sitting.undo();
		await sitting.leave();
		expect(sitting.current?.id).toBe('a2');
		expect(sent('submit')).toHaveLength(1);
	});

	it('skips with a reason, and can answer it after all', async () => {
		const { sitting, answer, sent } = scene();
		await sitting.skip(' not my language ');
		expect(sent('skip')[0]?.body).toMatchObject({ reason: 'not my language' });
		expect(sitting.current?.id).toBe('a2');
		sitting.undo();
		expect(sitting.current?.id).toBe('a1');
		await answer('after all');
		expect(sitting.current?.id).toBe('a2');
	});

	it('does not show again what was answered while a claim was under way', async () => {
		const { sitting, answer, state } = scene();
		const settled = () => new Promise((resolve) => setTimeout(resolve));
		const hang = () => {
			let open = () => {};
			state.hang = new Promise((resolve) => (open = resolve));
			return () => open();
		};
		const openFirst = hang();
		const first = answer('one');
		await settled();
		expect(sitting.current?.id).toBe('a2');
		const second = answer('two');
		await settled();
		// The first claim was made before the second answer; the one after that is still under way.
		const openSecond = hang();
		openFirst();
		await settled();
		expect([sitting.current, ...sitting.ahead].map((h) => h?.id)).toEqual(['a3', 'a4']);
		openSecond();
		await Promise.all([first, second]);
		expect([sitting.current, ...sitting.ahead].map((h) => h?.id)).toEqual(['a3', 'a4', 'a5']);
	});

	it('flags and comments on the item in hand', async () => {
		const { sitting, sent } = scene();
		expect(await sitting.note('flag')).toBe(true);
		expect(sent('flag')[0]?.body).toEqual({ token: 'a1.1' });
		await sitting.note('comment', ' hm ');
		expect(sent('comment')[0]?.body).toEqual({ token: 'a1.1', text: 'hm' });
		expect(sitting.noted).toBe('flag');
	});

	it('gives back what it holds when the page closes, but not what is answered', async () => {
		const { sitting, answer, sent } = scene();
		await answer('one');
		sitting.undo();
		sitting.release();
		expect(sent('release').map(({ path, keepalive }) => [path.split('/')[4], keepalive])).toEqual([
			['a2', true],
			['a3', true],
			['a4', true]
		]);
	});
});
