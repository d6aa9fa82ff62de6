/**
 * Every page of the app, as those who work on it see it, with something on it and without: an automatic checker has
 * nothing to say against it in either theme, on a desk and on a phone. A page that has no line here fails.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { contrast, findings } from '../setup/axe.ts';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeKey, makeUser, pairs, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { pagesOnDisk } from '../setup/routes.ts';
import { startServer, type Server } from '../setup/server.ts';

type Who = 'nobody' | 'admin' | 'lead' | 'fresh' | 'ann' | 'rater' | 'operator';
type State = {
	/** as it stands on disk */
	route: string;
	/** the address, where it is another one */
	path?: string;
	as: Who;
	/** what is to be seen, where that is not what one would expect */
	with?: string;
	/** brings the page there */
	act?: (page: Page) => Promise<unknown>;
	/** an instance that nobody has set up */
	bare?: boolean;
};

const tones = {
	fields: [{ name: 'text', type: 'text' }],
	questions: [
		{ name: 'parts', type: 'spans', title: 'Parts', options: [{ value: 'product' }, { value: 'place' }] },
		{
			name: 'tone',
			type: 'label',
			title: 'Tone',
			options: [{ value: 'calm', key: 'q' }, { value: 'angry' }]
		},
		{
			name: 'kinds',
			type: 'labels',
			title: 'Kinds',
			required: false,
			options: Array.from({ length: 14 }, (_, i) => ({ value: `kind ${i}` }))
		},
		{ name: 'help', type: 'rating', title: 'Help', required: false },
		{ name: 'why', type: 'text', title: 'Why', required: false }
	]
};
const texts = Array.from({ length: 6 }, (_, i) => {
	const text = `The oak desk from Quay Street came on Tuesday, ${i}.`;
	const parts = [{ start: 4, end: 12, label: 'product', quote: 'oak desk' }];
	const suggestions = [{ source: 'tagger', score: 0.9, answers: { parts, tone: 'calm' } }];
	return { key: `k${i}`, payload: { text }, metadata: { lang: 'en' }, suggestions };
});
const GUIDELINES =
	'# Rules\n\nMark **products**.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst a = 1;\n```';

const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const inHand = (page: Page) => page.locator('.work .btn.ink').first().waitFor();
const key = async (page: Page, ...keys: string[]) => {
	for (const one of keys) await page.keyboard.press(one);
};
const overlay = async (page: Page) => {
	await key(page, '?');
	await dialog(page);
};

const states: State[] = [
	{ route: '/setup', as: 'nobody', bare: true },
	{ route: '/setup', as: 'nobody', with: 'set up already' },
	{ route: '/sign-in', as: 'nobody' },
	{
		route: '/sign-in',
		as: 'nobody',
		with: 'a refusal',
		act: async (page) => {
			await page.locator('input[name=email]').fill('nobody@example.org');
			await page.locator('input[name=password]').fill('wrong wrong wrong');
			await key(page, 'Enter');
			await page.getByText('is wrong').waitFor();
		}
	},
	{ route: '/invite/[token]', as: 'nobody' },
	{ route: '/invite/[token]', path: '/invite/none', as: 'nobody', with: 'a link that is no more' },
	{ route: '/reset/[token]', as: 'nobody' },
	{ route: '/', as: 'admin' },
	{ route: '/', as: 'fresh', with: 'no projects' },
	{ route: '/', as: 'rater' },
	{ route: '/', as: 'admin', with: 'all keys', act: overlay },
	{
		route: '/',
		as: 'admin',
		with: 'who one is',
		act: (page) => page.locator('.me').click()
	},
	{ route: '/datasets', as: 'lead' },
	{ route: '/datasets', as: 'admin', with: 'a version' },
	{ route: '/datasets/new', as: 'lead' },
	{ route: '/datasets/new', as: 'fresh', with: 'nothing to choose' },
	{
		route: '/datasets/new',
		path: '/datasets/new?name=everyday&project=everyday-answers&people=except&names=a',
		as: 'admin',
		with: 'what comes of it',
		act: async (page) => {
			await page.getByText('Row 1 laid out').click();
			await page.getByText('Nothing is written until').waitFor();
		}
	},
	{
		route: '/datasets/new',
		path: '/datasets/new?project=everyday-answers&least=&where=lang&split.train=60&split.test=10',
		as: 'admin',
		with: 'mistakes',
		act: (page) => page.getByText('Write a number').waitFor()
	},
	{
		route: '/datasets/[name]/[version]',
		path: '/datasets/everyday/latest',
		as: 'admin',
		act: async (page) => {
			await page.getByText('The recipe', { exact: true }).click();
			await page.getByText('All digests').click();
		}
	},
	{
		route: '/datasets/[name]/[version]',
		path: '/datasets/everyday/9',
		as: 'admin',
		with: 'nothing there'
	},
	{ route: '/oversight', as: 'admin' },
	{ route: '/webhooks', as: 'lead', with: 'a refusal' },
	{ route: '/webhooks', as: 'admin' },
	{ route: '/webhooks/[id]', path: '/webhooks/none', as: 'admin', with: 'nothing there' },
	{
		route: '/webhooks/[id]',
		path: '/webhooks',
		as: 'admin',
		act: async (page) => {
			await page.getByRole('link', { name: 'Everyday desk' }).click();
			await page.getByText('Send ticked again').waitFor();
		}
	},
	{ route: '/projects', as: 'lead' },
	{ route: '/projects', path: '/projects?stage=runtime', as: 'fresh', with: 'nothing' },
	{ route: '/projects/new', as: 'lead' },
	{
		route: '/projects/new',
		path: '/projects/new?stage=annotation',
		as: 'lead',
		with: 'mistakes',
		act: async (page) => {
			await page.locator('textarea[name=form]').fill('{"fields":[],"questions":[{"name":"a"}]}');
			await page.locator('input[name=name]').fill('Again');
			await page.locator('input[name=slug]').fill('tones');
			await key(page, 'Enter');
			await page.getByRole('alert').first().waitFor();
		}
	},
	{ route: '/projects/[slug]', as: 'lead' },
	{ route: '/projects/[slug]', path: '/projects/empty', as: 'lead', with: 'no items' },
	{ route: '/projects/[slug]', path: '/projects/agents-at-work', as: 'admin', with: 'agents' },
	{ route: '/projects/[slug]', path: '/projects/none', as: 'lead', with: 'nothing there' },
	{ route: '/projects/[slug]/items', as: 'lead' },
	{
		route: '/projects/[slug]/items',
		as: 'lead',
		with: 'an item open',
		act: async (page) => {
			await page.locator('button.key').first().click();
			await page.locator('.inside').waitFor();
		}
	},
	{ route: '/projects/[slug]/items', path: '/projects/empty/items', as: 'lead', with: 'nothing' },
	{
		route: '/projects/[slug]/items',
		path: '/projects/everyday-answers/items?status=resolved',
		as: 'admin',
		with: 'pairs'
	},
	{ route: '/projects/[slug]/import', as: 'lead' },
	{
		route: '/projects/[slug]/import',
		as: 'lead',
		with: 'a file in hand',
		act: async (page) => {
			const buffer = Buffer.from('{"payload":{"text":"a"}}\n{"payload":{"txt":"b"}}\n');
			await page
				.locator('input[type=file]')
				.setInputFiles({ name: 'rows.jsonl', mimeType: 'application/x-ndjson', buffer });
			await page.getByText('rows.jsonl').first().waitFor();
		}
	},
	{
		route: '/projects/[slug]/import',
		as: 'lead',
		with: 'what is known by itself',
		act: async (page) => {
			await page.getByText('formats are known when they are seen').click();
			await page.getByText('Records of Argilla').waitFor();
		}
	},
	{ route: '/projects/[slug]/export', as: 'lead' },
	{ route: '/projects/[slug]/export', path: '/projects/everyday-answers/export', as: 'admin', with: 'pairs' },
	{
		route: '/projects/[slug]/export',
		path: '/projects/agents-at-work/export',
		as: 'admin',
		with: 'verdicts'
	},
	{ route: '/projects/[slug]/files', as: 'lead' },
	{ route: '/projects/[slug]/guidelines', as: 'lead' },
	{
		route: '/projects/[slug]/guidelines',
		as: 'lead',
		with: 'a pen',
		act: async (page) => {
			await page.getByRole('button', { name: 'Write' }).click();
			await page.locator('textarea').first().waitFor();
		}
	},
	{ route: '/projects/[slug]/guidelines', path: '/projects/empty/guidelines', as: 'lead', with: 'nothing' },
	{ route: '/projects/[slug]/members', as: 'lead' },
	{ route: '/projects/[slug]/quality', as: 'lead', with: 'nothing' },
	{
		route: '/projects/[slug]/quality',
		path: '/projects/everyday-answers/quality',
		as: 'admin',
		with: 'judgments'
	},
	{ route: '/projects/[slug]/leaderboard', path: '/projects/pairs/leaderboard', as: 'lead', with: 'nothing' },
	{
		route: '/projects/[slug]/leaderboard',
		path: '/projects/everyday-answers/leaderboard?side=adjusted',
		as: 'admin',
		with: 'votes',
		act: async (page) => {
			await page.getByRole('grid').waitFor();
			await key(page, 'f');
			await page.getByText('As a table').click();
		}
	},
	{ route: '/projects/[slug]/raters', as: 'lead' },
	{
		route: '/projects/[slug]/raters',
		path: '/projects/everyday-answers/raters',
		as: 'admin',
		with: 'judgments'
	},
	{
		route: '/projects/[slug]/raters',
		path: '/projects/everyday-answers/raters?person=rater@example.org',
		as: 'admin',
		with: 'one person'
	},
	{ route: '/projects/[slug]/me', as: 'ann', with: 'nothing' },
	{ route: '/projects/[slug]/me', path: '/projects/everyday-answers/me', as: 'admin' },
	{ route: '/projects/[slug]/settings', as: 'lead' },
	{ route: '/projects/[slug]/settings', as: 'ann', with: 'a refusal' },
	{ route: '/projects/[slug]/policy', path: '/projects/agents-at-work/policy', as: 'admin' },
	{ route: '/projects/[slug]/calibration', path: '/projects/agents-at-work/calibration', as: 'admin' },
	{ route: '/projects/[slug]/calibration', path: '/projects/quiet/calibration', as: 'lead', with: 'nothing' },
	{
		route: '/projects/[slug]/policy',
		path: '/projects/agents-at-work/policy',
		as: 'operator',
		with: 'no pen'
	},
	{
		route: '/projects/[slug]/reviewers',
		path: '/projects/watched/reviewers?person=operator@example.org&show=all',
		as: 'admin'
	},
	{
		route: '/projects/[slug]/reviewers',
		path: '/projects/agents-at-work/reviewers',
		as: 'operator',
		with: 'nothing'
	},
	{ route: '/projects/[slug]/loop', path: '/projects/agents-at-work/loop', as: 'admin' },
	{ route: '/projects/[slug]/connect', path: '/projects/agents-at-work/connect', as: 'admin' },
	{ route: '/projects/[slug]/annotate', as: 'ann', act: inHand },
	{
		route: '/projects/[slug]/annotate',
		as: 'ann',
		with: 'all keys',
		act: async (page) => {
			await inHand(page);
			await overlay(page);
		}
	},
	{
		route: '/projects/[slug]/annotate',
		as: 'ann',
		with: 'words to flag it',
		act: async (page) => {
			await inHand(page);
			await key(page, 'f');
			await page.locator('.act form').waitFor();
		}
	},
	{
		route: '/projects/[slug]/annotate',
		as: 'ann',
		with: 'the one before',
		act: async (page) => {
			await inHand(page);
			await key(page, '1', 'Enter');
			await page.locator('[data-done]').first().waitFor();
			await key(page, 'u');
			await page.locator('.act [role=status]').waitFor();
		}
	},
	{
		route: '/projects/[slug]/annotate',
		as: 'ann',
		with: 'the session over',
		act: async (page) => {
			await inHand(page);
			await page.context().clearCookies();
			await key(page, '1', 'Enter');
			await page.locator('input[type=password]').waitFor();
		}
	},
	{ route: '/projects/[slug]/annotate', path: '/projects/empty/annotate', as: 'ann', with: 'nothing left' },
	{ route: '/projects/[slug]/adjudicate', path: '/projects/everyday-answers/adjudicate', as: 'admin' },
	...(
		[
			['disputed-tones', 'labels'],
			['disputed-pair', 'a ranking'],
			['disputed-ladder', 'a ranking of four']
		] as const
	).map(([slug, what]): State => ({
		route: '/projects/[slug]/adjudicate',
		path: `/projects/${slug}/adjudicate`,
		as: 'lead',
		with: `${what} being written`,
		act: async (page) => {
			await key(page, 'Shift+Digit1');
			await page.locator('.writing').waitFor();
		}
	})),
	{ route: '/projects/[slug]/rank', path: '/projects/pairs/rank', as: 'rater', act: inHand },
	{
		route: '/projects/[slug]/rank',
		path: '/projects/pairs/rank',
		as: 'rater',
		with: 'the guidelines',
		act: async (page) => {
			await inHand(page);
			await key(page, 'g');
			await dialog(page);
		}
	},
	{
		route: '/projects/[slug]/rank',
		path: '/projects/ladder/rank',
		as: 'rater',
		with: 'four responses',
		act: inHand
	},
	{
		route: '/projects/[slug]/rank',
		path: '/projects/ladder/rank',
		as: 'rater',
		with: 'all keys',
		act: async (page) => {
			await inHand(page);
			await overlay(page);
		}
	},
	{ route: '/projects/[slug]/rank', path: '/projects/none-left/rank', as: 'rater', with: 'nothing left' },
	{
		route: '/projects/[slug]/inbox',
		path: '/projects/agents-at-work/inbox',
		as: 'operator',
		act: (page) => page.getByText('Yours until').waitFor()
	},
	{
		route: '/projects/[slug]/inbox',
		path: '/projects/agents-at-work/inbox',
		as: 'operator',
		with: 'an edit',
		act: async (page) => {
			await page.getByText('Yours until').waitFor();
			await key(page, 'e');
		}
	},
	{
		route: '/projects/[slug]/inbox',
		path: '/projects/agents-at-work/inbox',
		as: 'operator',
		with: 'a rejection',
		act: async (page) => {
			await page.getByText('Yours until').waitFor();
			await key(page, 'r');
			await page.locator('.foot form').waitFor();
		}
	},
	{ route: '/projects/[slug]/inbox', path: '/projects/quiet/inbox', as: 'operator', with: 'nothing' },
	{
		route: '/projects/[slug]/inbox',
		path: '/projects/watched/inbox',
		as: 'operator',
		with: 'a proposal that is hidden',
		act: (page) => page.getByText('What would you do?').waitFor()
	},
	{ route: '/projects/[slug]/monitor', path: '/projects/agents-at-work/monitor', as: 'operator' },
	{ route: '/projects/[slug]/monitor', path: '/projects/quiet/monitor', as: 'operator', with: 'a halt' },
	{
		route: '/decisions/[id]/dossier',
		path: '/projects/agents-at-work/inbox',
		as: 'operator',
		act: async (page) => {
			await page.getByRole('link', { name: 'Dossier' }).click();
			await page.getByRole('heading', { name: /^Dossier:/ }).waitFor();
		}
	},
	{ route: '/events', as: 'admin' },
	{ route: '/people', as: 'admin' },
	{ route: '/keys', as: 'admin' },
	{ route: '/instance', as: 'admin' },
	{ route: '/account', as: 'ann' },
	{ route: '/account/keyboard', as: 'ann' },
	{ route: '/help', as: 'ann' }
];

let server: Server;
let bare: Server;
let browser: Browser;
let links: { invite: string; reset: string };

async function populate(): Promise<void> {
	await Promise.all(
		(
			[
				['admin', 'admin'],
				['lead', 'researcher'],
				['fresh', 'researcher'],
				['ann', 'annotator'],
				['rater', 'rater'],
				['operator', 'operator']
			] as const
		).map(([who, role]) => makeUser(server, `${who}@example.org`, role))
	);
	const [admin, lead]: [Client, Client] = await Promise.all([
		signedIn(server, 'admin@example.org'),
		signedIn(server, 'lead@example.org')
	]);
	const rows = { 'content-type': 'application/x-ndjson' };
	const make = async (slug: string, stage: string, items: string, more: object = {}) => {
		const made = await lead('POST', '/api/v1/projects', {
			slug,
			name: slug,
			stage,
			guidelines: GUIDELINES,
			...more
		});
		expect(made.status, JSON.stringify(made.body)).toBe(201);
		if (items) await lead('POST', `/api/v1/projects/${slug}/items`, items, rows);
	};
	await make('tones', 'annotation', texts.map((row) => JSON.stringify(row)).join('\n'), { form: tones });
	await make('empty', 'annotation', '', { form: tones, guidelines: '' });
	await make('pairs', 'alignment', pairs(8));
	const responses = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: `Answer ${id}, in **words**.` }));
	await make('ladder', 'alignment', JSON.stringify({ key: 'k', payload: { prompt: 'Why?', responses } }));
	await make('none-left', 'alignment', '');
	const disputed = (slug: string, stage: string, payload: object, answers: object[], more: object = {}) =>
		make(
			slug,
			stage,
			JSON.stringify({
				key: 'k',
				payload,
				judgments: answers.map((said, i) => ({ rater: `r${i + 1}`, answers: said }))
			}),
			more
		);
	await disputed(
		'disputed-tones',
		'annotation',
		texts[0]?.payload ?? {},
		[texts[0]?.suggestions[0]?.answers ?? {}, { tone: 'angry', help: 3, why: 'It came late.' }],
		{ form: tones }
	);
	for (const [slug, own] of [
		['disputed-pair', responses.slice(0, 2)],
		['disputed-ladder', responses]
	] as const) {
		const tiers = own.map(({ id }) => [id]);
		await disputed(
			slug,
			'alignment',
			{ prompt: 'Why?', responses: own },
			[tiers, tiers.toReversed()].map((order) => ({ preference: { tiers: order, strength: 2 } }))
		);
	}
	await make('quiet', 'runtime', '');
	await lead('PUT', '/api/v1/projects/tones/members', {
		members: [
			{ email: 'ann@example.org', roles: ['annotator'] },
			{ email: 'lead@example.org', roles: ['researcher'] }
		]
	});
	await lead('POST', '/api/v1/projects/tones/files?name=bird.png', Buffer.from('not a picture'), {
		'content-type': 'application/octet-stream'
	});
	await make('watched', 'runtime', '', { settings: { check_rate: 1 } });
	const rules = [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate: { view_first: true } }];
	expect((await lead('PUT', '/api/v1/projects/watched/policy', { rules })).status).toBe(200);
	const agent = withKey(server, await makeKey(server, '--name', 'refunds', '--role', 'agent'));
	const operator = await signedIn(server, 'operator@example.org');
	for (const [i, verdict] of ['reject', 'approve', 'approve', 'reject', 'approve', 'approve'].entries()) {
		const action = { name: 'refund', args: { amount: i } };
		const asked = await agent('POST', '/api/v1/decisions', { project: 'watched', action, risk: 'low' });
		const { id } = asked.body as { id: string };
		const { token, version } = (await operator('POST', `/api/v1/decisions/${id}/claim`)).body as {
			token: string;
			version: number;
		};
		const held = { token, version };
		await operator('POST', `/api/v1/decisions/${id}/view`, { ...held, would: 'reject' });
		await operator('POST', `/api/v1/decisions/${id}/reviews`, { ...held, verdict, dwell_ms: 900 * 4 ** i });
		if (i === 0) await lead('POST', '/api/v1/projects/watched/checks', { decision: id });
	}
	await agent('POST', '/api/v1/decisions', {
		project: 'watched',
		action: { name: 'refund', args: { amount: 99 } },
		context: [{ type: 'note', text: 'The parcel never came.' }]
	});
	await admin('POST', '/api/v1/halts', { scope: 'project', project: 'quiet', reason: 'Looking into it.' });
	const version = { name: 'everyday', projects: ['everyday-answers'], format: 'trl-dpo' };
	expect((await admin('POST', '/api/v1/datasets', version)).status).toBe(202);
	const made = async () => expect((await admin('GET', '/api/v1/datasets/everyday/1')).status).toBe(200);
	await vi.waitFor(made, { timeout: 30_000, interval: 100 });
	withKey(server, await makeKey(server, '--name', 'reader', '--role', 'researcher'));
	const invited = await admin('POST', '/api/v1/users', {
		email: 'new@example.org',
		name: 'New',
		roles: ['rater']
	});
	// Nothing listens there, so what is sent fails.
	const hook = { name: 'Everyday desk', url: 'http://127.0.0.1:9/hook', kinds: ['halt.created'] };
	const { body: hooked } = await admin('POST', '/api/v1/webhooks', hook);
	await admin('POST', `/api/v1/webhooks/${(hooked as { id: string }).id}/test`);
	const { body: people } = await admin('GET', '/api/v1/users');
	const fresh = (people as { items: { id: string; email: string }[] }).items.find(({ email }) =>
		email.startsWith('fresh')
	);
	const reset = await admin('POST', `/api/v1/users/${fresh?.id ?? ''}/reset`);
	const pathOf = ({ body }: { body: unknown }) => new URL((body as { link: string }).link).pathname;
	links = { invite: pathOf(invited), reset: pathOf(reset) };
}

beforeAll(async () => {
	[server, bare, browser] = await Promise.all([
		startServer({ engine: 'sqlite', env: { ASSENT_DEMO: '1', ASSENT_WEBHOOK_PRIVATE: '127.0.0.1' } }),
		startServer({ engine: 'sqlite' }),
		launchBrowser()
	]);
	await populate();
}, 120_000);
afterAll(async () => {
	await browser.close();
	await Promise.all([server.stop(), bare.stop()]);
});

const addressOf = ({ route, path, bare: isBare }: State): string => {
	if (path) return server.url + path;
	if (route === '/invite/[token]') return server.url + links.invite;
	if (route === '/reset/[token]') return server.url + links.reset;
	return (isBare ? bare.url : server.url) + route.replace('[slug]', 'tones');
};

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;
const sessions = new Map<Who, Promise<Session>>();
async function signIn(who: Who): Promise<Session> {
	const context = await browser.newContext();
	const data = { email: `${who}@example.org`, password: PASSWORD };
	expect((await context.request.post(`${server.url}/api/v1/session`, { data })).status()).toBe(200);
	const session = await context.storageState();
	await context.close();
	return session;
}
/** Signed in once each: a password costs time by design. */
function sessionOf(who: Who): Promise<Session> {
	const session = sessions.get(who) ?? signIn(who);
	sessions.set(who, session);
	return session;
}

async function opened(state: State): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		colorScheme: 'light',
		// What is on its way from one colour to another is neither.
		reducedMotion: 'reduce',
		...(state.as === 'nobody' ? {} : { storageState: await sessionOf(state.as) })
	});
	const page = await context.newPage();
	await goTo(page, addressOf(state), { waitUntil: 'load' });
	await page.locator('h1, .work').first().waitFor();
	await page.waitForFunction(() => document.fonts.status === 'loaded');
	await state.act?.(page);
	return { context, page };
}

it('covers every page', () => {
	expect([...new Set(states.map(({ route }) => route))].toSorted()).toEqual(pagesOnDisk());
});

describe('nothing stands against', () => {
	it.each(
		states.map(
			(state) => [`${state.path ?? state.route}${state.with ? `, with ${state.with}` : ''}`, state] as const
		)
	)(
		'%s',
		async (_, state) => {
			const { context, page } = await opened(state);
			const found: Record<string, string[]> = {};
			const theme = (name: string) =>
				page.evaluate((wanted) => void (document.documentElement.dataset.theme = wanted), name);
			found['on a desk'] = await findings(page);
			await theme('dark');
			found['on a desk, dark'] = await contrast(page);
			await page.setViewportSize({ width: 390, height: 844 });
			// As one who has scrolled everywhere: the bar at the foot lies over nothing then.
			const height = await page.evaluate(() => document.documentElement.scrollHeight);
			await page.setViewportSize({ width: 390, height: Math.max(844, height) });
			found['on a phone, dark'] = await contrast(page);
			await theme('light');
			found['on a phone'] = await findings(page);
			await context.close();
			expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
		},
		60_000
	);
});
