/** Gates that ask for a passkey, in a real browser: what is shown is what is signed, and nothing else is taken. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { verifyDossier } from '../../scripts/verify-dossier.mjs';
import { contrast, findings } from '../setup/axe.ts';
import { goTo, launchBrowser } from '../setup/browser.ts';
import { makeKey, makeUser, PASSWORD, signedIn, withKey, type Client } from '../setup/people.ts';
import { startServer, type Server } from '../setup/server.ts';
import { authenticatorOf, type VirtualAuthenticator } from '../setup/virtual-authenticator.ts';

let browser: Browser;
let server: Server;
let admin: Client;
let agent: Client;
type Person = { email: string; context: BrowserContext; page: Page; device: VirtualAuthenticator };
let one: Person;
let two: Person;
const contexts: BrowserContext[] = [];

async function person(name: string): Promise<Person> {
	const email = `${name}@example.org`;
	await makeUser(server, email, 'operator');
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	contexts.push(context);
	await context.request.post(`${server.url}/api/v1/session`, { data: { email, password: PASSWORD } });
	const page = await context.newPage();
	const device = await authenticatorOf(page);
	await goTo(page, `${server.url}/account`, { waitUntil: 'networkidle' });
	await page.getByLabel('Name of a new one').fill('laptop');
	await page.getByLabel('Your password').fill(PASSWORD);
	await page.keyboard.press('Enter');
	await page.getByText('Enrolled.').waitFor();
	const { body: people } = await admin('GET', '/api/v1/users');
	const id = (people as { items: { id: string; email: string }[] }).items.find(
		(of) => of.email === email
	)?.id;
	const { body } = await admin('GET', `/api/v1/users/${id}/passkeys`);
	for (const key of (body as { items: { id: string }[] }).items)
		expect((await admin('POST', `/api/v1/passkeys/${key.id}/confirm`)).status).toBe(200);
	return { email, context, page, device };
}

beforeAll(async () => {
	[browser, server] = await Promise.all([launchBrowser(), startServer()]);
	await makeUser(server, 'admin@example.org', 'admin');
	admin = await signedIn(server, 'admin@example.org');
	agent = withKey(server, await makeKey(server, '--name', 'payer', '--role', 'agent'));
	[one, two] = [await person('one'), await person('two')];
});
afterAll(async () => {
	for (const context of contexts) await context.close();
	await browser.close();
});

let many = 0;
async function project(gate: object = {}): Promise<string> {
	const slug = `gate-${many++}`;
	await admin('POST', '/api/v1/projects', { slug, name: slug, stage: 'runtime' });
	const policy = {
		rules: [{ name: 'ask', when: 'true', mode: 'in_the_loop', gate: { assurance: 'passkey', ...gate } }]
	};
	expect((await admin('PUT', `/api/v1/projects/${slug}/policy`, policy)).status).toBe(200);
	return slug;
}
type Decision = { id: string; status: string; action: { args: { [name: string]: unknown } }; grant?: object };
const ask = async (slug: string, amount: number): Promise<Decision> => {
	const action = { name: 'refund', args: { amount, to: 'Quay Street' } };
	return (await agent('POST', '/api/v1/decisions', { project: slug, action, risk: 'low' })).body as Decision;
};
const read = async (id: string) => (await agent('GET', `/api/v1/decisions/${id}`)).body as Decision;
const becomes = (id: string, status: string) =>
	expect.poll(async () => (await read(id)).status, { timeout: 15_000 }).toBe(status);
const inbox = async ({ page }: Person, slug: string) => {
	await goTo(page, `${server.url}/projects/${slug}/inbox`, { waitUntil: 'networkidle' });
	await page.getByText('Yours until').waitFor();
};
const sheet = ({ page }: Person) => page.getByRole('form', { name: 'What you sign' });

describe('a person at such a gate', () => {
	it('approves by keyboard alone: the page says what is signed, and the dossier proves it', async () => {
		const slug = await project();
		const { id } = await ask(slug, 41);
		await inbox(one, slug);
		await one.page.getByText('passkey asked').waitFor();
		await one.page.keyboard.press('a');
		await sheet(one).getByText('It may run, exactly like this').waitFor();
		const shown = (await sheet(one).textContent()) ?? '';
		for (const words of ['refund', '41', 'Quay Street', 'payer', 'policy 1']) expect(shown).toContain(words);
		expect(shown).toMatch(/[0-9a-f]{4} [0-9a-f]{4} … [0-9a-f]{4} [0-9a-f]{4}/);
		expect((await read(id)).status).toBe('claimed');
		expect(await findings(one.page)).toEqual([]);
		await one.page.emulateMedia({ colorScheme: 'dark' });
		expect(await contrast(one.page)).toEqual([]);
		await one.page.emulateMedia({ colorScheme: null });
		await one.page.keyboard.press('Enter');
		await becomes(id, 'approved');
		const { body } = await admin('GET', `/api/v1/decisions/${id}/dossier`);
		const said = verifyDossier(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))).join(
			'\n'
		);
		expect(said).toContain('1 review(s) were signed by passkeys');
		expect((await read(id)).grant).toBeDefined();
	});

	it('signs an edit as it was changed, and a rejection with its words', async () => {
		const slug = await project();
		const { id } = await ask(slug, 50);
		await inbox(one, slug);
		await one.page.keyboard.press('e');
		await one.page.getByLabel('amount').fill('5');
		await one.page.getByRole('button', { name: /Approve with edit/ }).click();
		await sheet(one).getByText('It may run, as you changed it').waitFor();
		await one.page.keyboard.press('Enter');
		await becomes(id, 'approved_with_edit');
		expect((await read(id)).action.args).toEqual({ amount: 5, to: 'Quay Street' });
		const other = await ask(slug, 51);
		await one.page.getByRole('heading', { name: /refund 51/ }).waitFor();
		await one.page.getByText('Yours until').waitFor();
		await one.page.keyboard.press('r');
		await one.page.getByLabel(/In your words/).fill('Not twice');
		await one.page.keyboard.press('Enter');
		await sheet(one).getByText('Not twice').waitFor();
		await one.page.keyboard.press('Enter');
		await becomes(other.id, 'rejected');
	});

	it('loses nothing by cancelling, whether at the sheet or at the device', async () => {
		const slug = await project();
		const { id } = await ask(slug, 60);
		await inbox(one, slug);
		await one.page.keyboard.press('e');
		await one.page.getByLabel('amount').fill('6');
		await one.page.getByRole('button', { name: /Approve with edit/ }).click();
		await sheet(one).waitFor();
		await one.page.keyboard.press('Escape');
		await sheet(one).waitFor({ state: 'detached' });
		expect(await one.page.getByLabel('amount').inputValue()).toBe('6');
		await one.page.getByRole('button', { name: /Approve with edit/ }).click();
		await sheet(one).waitFor();
		// The device does not find its person.
		await one.device.verifies(false);
		await one.page.keyboard.press('Enter');
		await one.page.getByText('Nothing was signed').waitFor();
		expect((await read(id)).status).toBe('claimed');
		await one.device.verifies(true);
		await sheet(one)
			.getByRole('button', { name: /Sign with your passkey/ })
			.click();
		await becomes(id, 'approved_with_edit');
	});

	it('works on a phone', async () => {
		const slug = await project();
		const { id } = await ask(slug, 70);
		await inbox(one, slug);
		await one.page.setViewportSize({ width: 390, height: 844 });
		await one.page.getByRole('button', { name: /^Approve/ }).click();
		await sheet(one).waitFor();
		expect(await one.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
		expect(await findings(one.page)).toEqual([]);
		await sheet(one)
			.getByRole('button', { name: /Sign with your passkey/ })
			.click();
		await becomes(id, 'approved');
		await one.page.setViewportSize({ width: 1440, height: 900 });
	});

	it('without a passkey cannot approve, is told where to enrol one, and can reject', async () => {
		const slug = await project();
		const { id } = await ask(slug, 80);
		await makeUser(server, 'bare@example.org', 'operator');
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
		contexts.push(context);
		const data = { email: 'bare@example.org', password: PASSWORD };
		await context.request.post(`${server.url}/api/v1/session`, { data });
		const page = await context.newPage();
		await goTo(page, `${server.url}/projects/${slug}/inbox`, { waitUntil: 'networkidle' });
		await page.getByText('Yours until').waitFor();
		await page.getByText('you have none that counts here').waitFor();
		await page.keyboard.press('a');
		await page.getByText('Enrol one under your account').first().waitFor();
		expect((await read(id)).status).toBe('claimed');
		await page.keyboard.press('r');
		await page.getByLabel(/In your words/).fill('No');
		await page.keyboard.press('Enter');
		await becomes(id, 'rejected');
	});
});

type Trick = {
	id: string;
	/** what the passkey is asked about */
	said: object;
	/** what is sent in the place of that */
	sent?: object;
	/** what the browser is asked in the place of what the server says */
	options?: object;
	/** how often it is sent, each time under a new claim */
	times?: number;
};
/** What a page could do that is not ours: it has the session, and lies. @returns the last answer */
const tricked = ({ page }: Person, trick: Trick) =>
	page.evaluate(async ({ id, said, sent = {}, options = {}, times = 1 }) => {
		type Answer = { status: number; body: { [name: string]: unknown } };
		const post = async (path: string, body: object): Promise<Answer> => {
			const headers = { 'content-type': 'application/json' };
			const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
			return { status: answer.status, body: (await answer.json()) as Answer['body'] };
		};
		const at = `/api/v1/decisions/${id}`;
		const held = async () => {
			const { token, version } = (await post(`${at}/claim`, {})).body;
			return { token, version };
		};
		const first = await held();
		const asked = (await post(`${at}/challenge`, { ...first, ...said })).body;
		const wanted = { ...(asked.options as PublicKeyCredentialRequestOptionsJSON), ...options };
		const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(wanted);
		const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
		const signature = { nonce: asked.nonce, credential: given.toJSON() as unknown };
		let answer: Answer = { status: 0, body: {} };
		for (let i = 0; i < times; i++)
			answer = await post(`${at}/reviews`, { ...(await held()), ...said, ...sent, signature });
		return { status: answer.status, code: String(answer.body.code ?? answer.body.status) };
	}, trick);

describe('such a gate refuses', () => {
	const approve = { verdict: 'approve' };
	const edit = (amount: number) => ({
		verdict: 'edit',
		action: { name: 'refund', args: { amount, to: 'Quay Street' } }
	});
	let slug: string;
	beforeAll(async () => {
		slug = await project();
		for (const { page } of [one, two]) await goTo(page, `${server.url}/account`);
	});
	const refused = async (who: Person, trick: Omit<Trick, 'id'>, code: string, status = 403) => {
		const { id } = await ask(slug, 5);
		expect(await tricked(who, { id, ...trick })).toEqual({ status, code });
		expect(['pending', 'claimed']).toContain((await read(id)).status);
		return id;
	};

	it('nothing that is honest', async () => {
		const { id } = await ask(slug, 5);
		expect(await tricked(one, { id, said: approve })).toEqual({ status: 200, code: 'approved' });
	});

	it('another person’s passkey', async () => {
		const [foreign] = await two.device.held();
		if (!foreign) throw new Error('They enrolled one.');
		await one.device.take(foreign);
		const id = Buffer.from(foreign.credentialId, 'base64').toString('base64url');
		const options = { allowCredentials: [{ type: 'public-key', id }] };
		await refused(one, { said: approve, options }, 'passkey_refused');
	});

	it('a device that did not verify its person', async () => {
		await two.device.verifies(false);
		await refused(two, { said: approve, options: { userVerification: 'discouraged' } }, 'passkey_refused');
		await two.device.verifies(true);
	});

	it('a nonce that was answered', async () => {
		const both = await project({ quorum: 2 });
		const { id } = await ask(both, 5);
		expect(await tricked(two, { id, said: approve, times: 2 })).toEqual({
			status: 410,
			code: 'challenge_spent'
		});
		expect((await read(id)).status).not.toBe('approved');
	});

	it('another verdict than was signed', async () => {
		await refused(two, { said: { verdict: 'reject' }, sent: approve }, 'passkey_refused');
		await refused(two, { said: approve, sent: { verdict: 'reject' } }, 'passkey_refused');
	});

	it('other arguments than were signed', async () => {
		await refused(two, { said: edit(4), sent: edit(4000) }, 'passkey_refused');
		await refused(two, { said: approve, sent: edit(4000) }, 'passkey_refused');
	});

	it('a version that is stale', async () => {
		await refused(two, { said: approve, sent: { version: 1 } }, 'lease_lost', 409);
		// Signed of one version and sent of a later one: the bystander's claim came between.
		const { id } = await ask(slug, 5);
		const claim = async (who: Client) =>
			(await who('POST', `/api/v1/decisions/${id}/claim`)).body as { token: string; version: number };
		const signed = await two.page.evaluate(async (at) => {
			const post = async (path: string, body: object) => {
				const headers = { 'content-type': 'application/json' };
				const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
				return (answer.status === 204 ? {} : await answer.json()) as { [name: string]: unknown };
			};
			const { token, version } = await post(`${at}/claim`, {});
			const asked = await post(`${at}/challenge`, { token, version, verdict: 'approve' });
			const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
				asked.options as PublicKeyCredentialRequestOptionsJSON
			);
			const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
			await post(`${at}/release`, { token });
			return { nonce: asked.nonce, credential: given.toJSON() as unknown };
		}, `/api/v1/decisions/${id}`);
		const bystander = await claim(admin);
		await admin('POST', `/api/v1/decisions/${id}/release`, { token: bystander.token });
		const late = await two.page.evaluate(
			async ({ at, signature }) => {
				const post = async (path: string, body: object) => {
					const headers = { 'content-type': 'application/json' };
					const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
					return { status: answer.status, body: (await answer.json()) as { [name: string]: unknown } };
				};
				const { token, version } = (await post(`${at}/claim`, {})).body;
				const { status, body } = await post(`${at}/reviews`, {
					token,
					version,
					verdict: 'approve',
					signature
				});
				return { status, code: body.code };
			},
			{ at: `/api/v1/decisions/${id}`, signature: signed }
		);
		expect(late).toEqual({ status: 403, code: 'passkey_refused' });
	});
});
