/** Questions that a thread answers beside the server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStore } from '../../../test/setup/store.ts';
import { openAnswering, type Answering } from './answering.server.ts';

const entry = new URL('../../../test/setup/answering-thread.ts', import.meta.url);
let answering: Answering;

beforeAll(async () => {
	const store = await freshStore();
	answering = openAnswering({ url: store.url, entry });
});
afterAll(() => answering.stop());

const ask = (question: object, person = 'one', page = '') =>
	answering.ask({ person, page }, question as never);

it('reads the database, and remembers from question to question', async () => {
	expect(await ask({ do: 'echo', text: 'hello' })).toBe('hello');
	expect(await ask({ do: 'count' })).toBe(0);
});

it('a newer question of the same asker ends the older one; those of others go on', async () => {
	const older = ask({ do: 'wait' }, 'ends');
	const other = ask({ do: 'wait' }, 'other');
	const ended = expect(older).rejects.toMatchObject({ code: 'superseded', status: 409 });
	expect(await ask({ do: 'echo', text: 'newer' }, 'ends')).toBe('newer');
	await ended;
	await expect.poll(() => ask({ do: 'left' }, 'third')).toBe(1);
	expect(await Promise.race([other, Promise.resolve('waits')])).toBe('waits');
	other.catch(() => {});
});

it('pages of one person are answered beside each other, so many at a time', async () => {
	const pages = ['1', '2', '3', '4'].map((page) => ask({ do: 'wait' }, 'many', page));
	const [oldest, ...others] = pages;
	const ended = expect(oldest).rejects.toMatchObject({ code: 'superseded' });
	expect(await Promise.race([...pages, ask({ do: 'echo', text: 'else' }, 'else')])).toBe('else');
	expect(await ask({ do: 'echo', text: 'newest' }, 'many', '5')).toBe('newest');
	await ended;
	expect(await Promise.race([...others, Promise.resolve('wait')])).toBe('wait');
	others.forEach((other) => other.catch(() => {}));
});

it('what is refused is told to whoever asked, and a bug is a bug', async () => {
	await expect(ask({ do: 'refuse' })).rejects.toMatchObject({
		code: 'wrong_stage',
		message: 'Choose another format.'
	});
	await expect(ask({ do: 'break' })).rejects.toThrow('Something is wrong.');
});

it('a thread that ended answers nobody, and the next question begins another', async () => {
	await expect(ask({ do: 'die' })).rejects.toThrow('ended without a word');
	expect(await ask({ do: 'echo', text: 'again' })).toBe('again');
});

it('a thread that was woken is there when somebody asks', async () => {
	const store = await freshStore();
	const woken = openAnswering({ url: store.url, entry });
	woken.wake();
	expect(await woken.ask({ person: 'one', page: '' }, { do: 'count' })).toBe(0);
	woken.wake();
	expect(await woken.ask({ person: 'one', page: '' }, { do: 'left' })).toBe(0);
	await woken.stop();
});

it('ends with the server, whoever waits', async () => {
	const waits = ask({ do: 'wait' });
	const refused = expect(waits).rejects.toMatchObject({ code: 'busy' });
	await ask({ do: 'echo', text: 'x' }, 'two');
	await answering.stop();
	await refused;
});
