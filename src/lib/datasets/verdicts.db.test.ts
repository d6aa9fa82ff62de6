import { beforeAll, describe, expect, it } from 'vitest';
import { acts, newAgent, newRuntime, secrets, somebody, type Somebody } from '../../../test/setup/runtime.ts';
import { freshStore } from '../../../test/setup/store.ts';
import { console as consoleActor, type Program } from '#lib/auth/actor.ts';
import { changeProject } from '#lib/project/project.server.ts';
import { cancelDecision } from '#lib/runtime/agent.server.ts';
import { eraseDecision } from '#lib/runtime/erase.server.ts';
import { createHalt } from '#lib/runtime/halt.server.ts';
import type { Store } from '#lib/schema/store.server.ts';
import { ExportQuery } from './export.ts';
import { exportFile, exportReport } from './export.server.ts';

let store: Store;
let agent: Program;
let one: Somebody;
let two: Somebody;
beforeAll(async () => {
	store = await freshStore();
	agent = await newAgent(store);
	[one, two] = [await somebody(store), await somebody(store)];
});

const prompt = [{ role: 'user', content: 'Where is it?' }];
const policy = {
	rules: [
		{ name: 'ask', when: 'action.name == "mail.send"', mode: 'in_the_loop' },
		{ name: 'two', when: 'action.name == "mail.all"', mode: 'in_the_loop', gate: { quorum: 2 } },
		{ name: 'alone', when: 'action.name == "read"', mode: 'out_of_the_loop', sample: 1 },
		{ name: 'never', when: 'action.name == "delete"', mode: 'deny' }
	]
};
const rowsOf = async (slug: string, format: ExportQuery['format'], more: object = {}) => {
	const { lines } = await exportFile(store, consoleActor, slug, ExportQuery.parse({ format, ...more }));
	let text = '';
	// A piece may hold several lines.
	for await (const piece of lines) text += String(piece);
	return text
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as unknown);
};

describe('training files of verdicts', () => {
	it('hold what people concluded, and nothing of time, halts, policies or half a quorum', async () => {
		const slug = await newRuntime(store, policy);
		await changeProject(store, consoleActor, slug, { settings: { output_field: 'body' } });
		const { submit, review, approve, read } = acts(store, slug);
		const now = Date.now();
		const ask = (body: string, name = 'mail.send', more = {}) =>
			submit(agent, { action: { name, args: { body } }, prompt, ...more }, now);
		const edit = (body: string, name = 'mail.send') => ({
			verdict: 'edit' as const,
			action: { name, args: { body } }
		});
		await approve(one, (await ask('approved')).id, now);
		await review(one, (await ask('rejected')).id, { verdict: 'reject' }, now);
		await review(one, (await ask('edited')).id, edit('better'), now);
		await review(one, (await ask('answered')).id, { verdict: 'respond', response: 'no' }, now);
		const joint = await ask('joint', 'mail.all');
		await review(one, joint.id, edit('joint, better', 'mail.all'), now);
		await approve(two, joint.id, now);
		await review(one, (await ask('sampled', 'read')).id, { verdict: 'reject' }, now);

		expect((await ask('denied', 'delete')).status).toBe('denied');
		const late = await ask('late', 'mail.send', { expires_in: 1 });
		await read(agent, late.id, now + 2000);
		await cancelDecision(store, secrets, agent, (await ask('taken back')).id, now);
		await approve(one, (await ask('half a quorum', 'mail.all')).id, now);
		expect((await ask('rejected')).reason?.code).toBe('repeat');
		await ask('halted');
		await createHalt(store, one.actor, { scope: 'project', project: slug, reason: 'test' }, now);

		const said = (content: string) => [{ role: 'assistant', content }];
		expect(await rowsOf(slug, 'trl-kto')).toEqual([
			{ prompt, completion: said('approved'), label: true },
			{ prompt, completion: said('rejected'), label: false },
			{ prompt, completion: said('sampled'), label: false }
		]);
		expect(await rowsOf(slug, 'trl-dpo')).toEqual([
			{ prompt, chosen: said('better'), rejected: said('edited') },
			{ prompt, chosen: said('joint, better'), rejected: said('joint') }
		]);
		expect(await rowsOf(slug, 'trl-sft')).toEqual([
			{ messages: [...prompt, ...said('better')] },
			{ messages: [...prompt, ...said('joint, better')] }
		]);
		expect(
			await exportReport(store, consoleActor, slug, ExportQuery.parse({ format: 'trl-dpo' }))
		).toMatchObject({
			source: 'verdicts',
			verdicts: 6,
			rows: 2,
			dropped: { other_verdict: 4, no_prompt: 0 }
		});
		// The judgments themselves hold every verdict of a person, half a quorum included.
		expect(await rowsOf(slug, 'judgments')).toHaveLength(8);
	});

	it('hold nothing of a decision whose content was erased', async () => {
		const slug = await newRuntime(store, policy);
		const { submit, approve } = acts(store, slug);
		const ask = (body: string) => submit(agent, { action: { name: 'mail.send', args: { body } }, prompt });
		const [gone, stays] = [await ask('gone'), await ask('stays')];
		for (const { id } of [gone, stays]) await approve(one, id);
		const whole = { tools: 'include' };
		expect(await rowsOf(slug, 'trl-kto', whole)).toHaveLength(2);
		await eraseDecision(store, consoleActor, gone.id, { reason: 'test', early: true });
		const rows = await rowsOf(slug, 'trl-kto', whole);
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).toContain('stays');
		const report = await exportReport(store, consoleActor, slug, ExportQuery.parse({ format: 'trl-kto' }));
		expect(report).toMatchObject({ verdicts: 1 });
	});

	it('are a runtime project’s', async () => {
		const { createProject } = await import('#lib/project/project.server.ts');
		await createProject(store, consoleActor, { slug: 'pairs', name: 'Pairs', stage: 'alignment' });
		for (const format of ['trl-kto', 'trl-sft'] as const)
			await expect(rowsOf('pairs', format)).rejects.toThrow('made of');
	});
});
