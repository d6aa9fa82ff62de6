import { describe, expect, it } from 'vitest';
import { openReach, type Reach } from './reach.server.ts';

const judge = (reach: Reach, address: string) =>
	reach.assertUrl(new URL(address)).then(
		() => 'may be called',
		(error: { code: string }) => error.code
	);
const names: Record<string, string[]> = {
	'public.example': ['93.184.216.34', '2606:2800:220:1::1'],
	'inside.example': ['10.1.2.3'],
	'both.example': ['93.184.216.34', '169.254.169.254'],
	'none.example': []
};
const resolve = (name: string) =>
	Promise.resolve((names[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

describe('where messages may go', () => {
	const reach = openReach([], resolve);

	it.each([
		'127.0.0.1',
		'127.8.8.8',
		'0.0.0.0',
		'10.0.0.1',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'169.254.169.254',
		'100.64.0.1',
		'100.100.100.200',
		'192.0.0.192',
		'198.18.0.1',
		'224.0.0.1',
		'255.255.255.255',
		'2130706433',
		'0x7f.1',
		'017700000001',
		'[::1]',
		'[::]',
		'[::ffff:127.0.0.1]',
		'[::ffff:a9fe:a9fe]',
		'[64:ff9b::7f00:1]',
		'[2002:7f00:1::]',
		'[fe80::1]',
		'[fd00:ec2::254]',
		'[fec0::1]',
		'[ff02::1]'
	])('is never %s', async (host) => {
		expect(await judge(reach, `https://${host}/hook`)).toBe('unreachable');
	});

	it.each(['93.184.216.34', '172.32.0.1', '[2606:2800:220:1::1]', 'public.example'])(
		'may be %s',
		async (host) => {
			expect(await judge(reach, `https://${host}:8443/hook`)).toBe('may be called');
		}
	);

	it('is no name that leads inside, were it by one of its addresses alone, and none that leads nowhere', async () => {
		for (const host of ['inside.example', 'both.example', 'none.example'])
			expect(await judge(reach, `https://${host}/`), host).toBe('unreachable');
	});

	it('is https, save where an address was named', async () => {
		expect(await judge(reach, 'http://public.example/')).toBe('unreachable');
		const named = openReach(['10.1.0.0/16', '127.0.0.1', 'fd00::/8'], resolve);
		for (const host of ['http://inside.example/', 'http://127.0.0.1:9/', 'http://[fd00::1]/'])
			expect(await judge(named, host), host).toBe('may be called');
		for (const host of ['http://public.example/', 'http://127.0.0.2/', 'https://10.2.0.1/'])
			expect(await judge(named, host), host).toBe('unreachable');
	});

	it('says what is wrong with a range that is none', () => {
		for (const range of ['10.0.0.0/33', 'inside.example', '10.0.0.0/x', ''])
			expect(() => openReach([range])).toThrow('ASSENT_WEBHOOK_PRIVATE');
	});

	it('is looked up for the connection itself, so a name that changes its mind gains nothing', async () => {
		let times = 0;
		const fickle = openReach([], () =>
			Promise.resolve([{ address: times++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }])
		);
		const url = new URL('https://fickle.example/');
		await fickle.assertUrl(url);
		const connected = await new Promise((done) =>
			fickle.lookupFor(url)('fickle.example', { all: true }, (error, found) => done(error ?? found))
		);
		expect(connected).toMatchObject({ code: 'unreachable' });
	});
});
