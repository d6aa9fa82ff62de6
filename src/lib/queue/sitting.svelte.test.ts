import { describe, expect, it } from 'vitest';
import type { Json } from '#lib/schema/json.ts';
import { memoryKeep, memoryStorage, memoryTabs } from '../../../test/setup/keep.ts';
import { drafts } from './draft.ts';
import { Outbox } from './outbox.svelte.ts';
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

/** Many turns, not one wait: a busy machine lets a single timer come before what it should come after. */
const settled = async () => {
	for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** What a browser holds beside its tabs. */
const newBrowser = () => ({ storage: memoryStorage(), keep: memoryKeep(), tabs: memoryTabs() });

/** A queue of so many items on the other side of a wire that can be cut. */
function scene(many = 5, { storage, keep, tabs } = newBrowser()) {
	const open = Array.from({ length: many }, (_, i) => `a${i + 1}`);
	const requests: { path: string; body: unknown; keepalive: boolean }[] = [];
	const state = { fail: null as ReturnType<typeof refused> | null, hang: null as Promise<void> | null };
	const claims = (count: number): Claimed<Item> => {
		const assignments = open.slice(0, count).map(held);
		return assignments.length > 0
			? { assignments }
			: { assignments, reason: { code: 'queue_done', message: 'That was all.' } };
	};
	const send: Send = async <T>(_: 'POST', path: string, body: unknown, options?: { keepalive?: boolean }) => {
		requests.push({ path, body, keepalive: options?.keepalive ?? false });
		if (state.fail) return state.fail;
		const [, , , , id = '', act = ''] = path.split('/');
		if (path.endsWith('/claims')) {
			const answer = claims((body as { count: number }).count);
			await state.hang;
			return { ok: true, status: 200, body: answer as T };
		}
		const at = open.indexOf(id);
		if (at !== -1 && /submit|skip|release/.test(act)) open.splice(at, 1);
		return { ok: true, status: at === -1 && act === 'submit' ? 200 : 201, body: { counted: true } as T };
	};
	const bench = new OneWord();
	const outbox = new Outbox({ person: 'ana', keep, send, alone: tabs.alone, wire: tabs.wire() });
	const sitting = new Sitting<Item, Draft>({
		project: { slug: 'p', name: 'P' },
		leaseMinutes: 10,
		first: claims(3),
		done: 0,
		bench,
		drafts: drafts<Draft>(storage, 'ana'),
		outbox,
		send
	});
	const end = sitting.begin();
	const write = (word: string) => {
		bench.draft = { answer: word };
		sitting.touched();
	};
	const answer = (word: string) => {
		write(word);
		return sitting.submit();
	};
	const sent = (act: string) => requests.filter(({ path }) => path.endsWith(act));
	const inHand = () => [sitting.current?.id, sitting.ahead.map(({ id }) => id)];
	return { sitting, outbox, bench, requests, state, keep, write, answer, sent, inHand, end };
}

describe('a sitting', () => {
	it('shows the next item before the answer is sent, and keeps some ready', async () => {
		const { sitting, answer, inHand, state } = scene();
		expect(inHand()).toEqual(['a1', ['a2', 'a3']]);
		let open = () => {};
		state.hang = new Promise((resolve) => (open = resolve));
		await answer('x');
		expect(inHand()).toEqual(['a2', ['a3']]);
		expect(sitting.doneCount).toBe(1);
		open();
		await settled();
		expect(inHand()[0]).toBe('a2');
		expect(sitting.ahead.length).toBeGreaterThanOrEqual(2);
		expect([sitting.doneCount, sitting.countedHere, sitting.unsent]).toEqual([1, 1, 0]);
	});

	it('gives nothing that is not ready, and nothing twice', async () => {
		const { sitting, answer, sent } = scene();
		await sitting.submit();
		await Promise.all([answer('x'), sitting.submit()]);
		await settled();
		expect(sent('submit')).toHaveLength(1);
		expect(sitting.current?.id).toBe('a2');
	});

	it('says why there is nothing more, once all is sent', async () => {
		const { sitting, answer } = scene(1);
		await answer('x');
		await settled();
		expect([sitting.current, sitting.reason?.code]).toEqual([null, 'queue_done']);
	});

	it('goes on while nobody answers, says how much is kept, and sends it in order when asked again', async () => {
		const { sitting, state, answer, sent } = scene();
		state.fail = refused(0, 'offline');
		await answer('one');
		await answer('two');
		await settled();
		expect(sitting.current?.id).toBe('a3');
		expect(sitting.saved).toEqual({ state: 'lost', text: 'Not connected, 2 kept in this browser' });
		state.fail = null;
		const from = sent('submit').length;
		sitting.online();
		await settled();
		expect(
			sent('submit')
				.slice(from)
				.map(({ path }) => path.split('/')[4])
		).toEqual(['a1', 'a2']);
		expect(sitting.saved.text).toMatch(/^Saved/);
		expect(sitting.doneCount).toBe(2);
	});

	it('keeps what was refused, with the reason, until it is answered anew or thrown away', async () => {
		const { sitting, bench, state, answer } = scene();
		state.fail = refused(422, 'invalid_answers');
		await answer('one');
		await answer('two');
		await settled();
		expect(sitting.refused.map(({ id, problem }) => [id, problem?.code])).toEqual([
			['a1', 'invalid_answers'],
			['a2', 'invalid_answers']
		]);
		expect(sitting.saved.state).toBe('lost');
		state.fail = null;
		const [first, second] = sitting.refused;
		if (!first || !second) throw new Error('nothing was refused');
		sitting.revisit(first);
		expect([sitting.current?.id, bench.draft.answer]).toEqual(['a1', 'one']);
		await answer('one, mended');
		await sitting.discard(second);
		await settled();
		expect(sitting.refused).toEqual([]);
		expect(sitting.current?.id).toBe('a3');
	});

	it('finds the draft of an item again in another tab, and keeps such an item when the page closes', () => {
		const browser = newBrowser();
		const before = scene(5, browser);
		before.write('half');
		before.end();
		expect(before.sent('release').map(({ path }) => path.split('/')[4])).toEqual(['a2', 'a3']);
		const after = scene(5, browser);
		expect(after.bench.draft.answer).toBe('half');
		expect(after.sitting.saved.state).toBe('wait');
	});

	it('finds what was not sent again after a reload: it is neither asked nor given back, and is sent', async () => {
		const browser = newBrowser();
		const before = scene(5, browser);
		before.state.fail = refused(0, 'offline');
		await before.answer('one');
		before.end();
		const after = scene(5, browser);
		await settled();
		expect(after.sitting.current?.id).toBe('a2');
		expect(after.sent('submit').map(({ body }) => body)).toMatchObject([{ answers: { word: 'one' } }]);
		expect(
			[...before.sent('release'), ...after.sent('release')].map(({ path }) => path.split('/')[4])
		).not.toContain('a1');
		expect(after.sitting.history.map(({ id, state }) => [id, state])).toEqual([['a1', 'sent']]);
	});

	it('leaves to another tab what that one answered', async () => {
		const browser = newBrowser();
		const [one, two] = [scene(5, browser), scene(5, browser)];
		await settled();
		await one.answer('mine');
		await settled();
		expect(two.sitting.current?.id).toBe('a2');
		expect(two.sitting.doneCount).toBe(1);
		expect([...one.sent('submit'), ...two.sent('submit')]).toHaveLength(1);
	});

	it('stays with an answer that the browser does not keep until the server has it', async () => {
		const { sitting, outbox, state, keep, answer } = scene();
		keep.isClosed = true;
		state.fail = refused(503, 'busy');
		const giving = answer('precious');
		await settled();
		expect([sitting.current?.id, sitting.busy, outbox.isLoose]).toEqual(['a1', true, true]);
		state.fail = null;
		outbox.again();
		await giving;
		expect([sitting.current?.id, sitting.busy, outbox.isLoose]).toEqual(['a2', false, false]);
	});

	it('locks when the session ended, and sends what waited once it is back', async () => {
		const { sitting, state, answer, sent } = scene();
		state.fail = refused(401, 'session_expired');
		await answer('waits');
		await settled();
		expect([sitting.locked, sitting.unsent]).toEqual([true, 1]);
		expect(sitting.saved.text).toBe('Signed out: sign in to send 1');
		state.fail = null;
		await sitting.unlock('a@example.org', 'secret');
		await settled();
		expect([sitting.locked, sitting.unsent, sitting.current?.id]).toEqual([false, 0, 'a2']);
		expect(sent('submit').at(-1)?.body).toMatchObject({ answers: { word: 'waits' } });
	});

	it('goes back one by one, with each draft as it was, and forward to the one put aside', async () => {
		const { sitting, bench, write, answer } = scene();
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

	it('revises what is not sent yet: the server hears of the latest answer last', async () => {
		const { sitting, state, answer, sent } = scene();
		state.fail = refused(0, 'offline');
		await answer('one');
		sitting.undo();
		await answer('better');
		await settled();
		state.fail = null;
		sitting.online();
		await settled();
		expect(sent('submit').at(-1)?.body).toMatchObject({ answers: { word: 'better' } });
		expect([sitting.history.length, sitting.doneCount, sitting.unsent]).toEqual([1, 1, 0]);
	});

	it('leaves an earlier answer as it stands', async () => {
		const { sitting, answer, sent } = scene();
		await answer('one');
		await settled();
		sitting.undo();
		sitting.leave();
		await settled();
		expect(sitting.current?.id).toBe('a2');
		expect(sent('submit')).toHaveLength(1);
	});

	it('skips with a reason, and can answer it after all', async () => {
		const { sitting, answer, sent } = scene();
		await sitting.skip(' not my language ');
		await settled();
		expect(sent('skip')[0]?.body).toMatchObject({ reason: 'not my language' });
		expect([sitting.current?.id, sitting.doneCount]).toEqual(['a2', 0]);
		sitting.undo();
		expect(sitting.current?.id).toBe('a1');
		await answer('after all');
		expect([sitting.current?.id, sitting.doneCount]).toEqual(['a2', 1]);
	});

	it('does not show again what was answered while a claim was under way', async () => {
		const { sitting, answer, state } = scene(6);
		let open = () => {};
		state.hang = new Promise((resolve) => (open = resolve));
		await answer('one');
		await settled();
		await answer('two');
		await settled();
		open();
		await settled();
		const shown = [sitting.current, ...sitting.ahead].map((h) => h?.id);
		expect(shown[0]).toBe('a3');
		expect(shown).not.toContain('a1');
		expect(shown).not.toContain('a2');
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
		await settled();
		sitting.undo();
		sitting.release();
		const released = sent('release').map(({ path, keepalive }) => [path.split('/')[4], keepalive]);
		expect(released.slice(0, 3)).toEqual([
			['a2', true],
			['a3', true],
			['a4', true]
		]);
		expect(released.map(([id]) => id)).not.toContain('a1');
	});
});
