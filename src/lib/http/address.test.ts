import { describe, expect, it } from 'vitest';
import { clientAddress, localPath } from './address.ts';

describe('the address of a caller', () => {
	it.each([
		['is the socket’s other end', '203.0.113.7', null, [], '203.0.113.7'],
		['ignores a forwarded header from whoever sends one', '203.0.113.7', '198.51.100.1', [], '203.0.113.7'],
		['is what a named proxy saw', '10.0.0.2', '198.51.100.1', ['10.0.0.2'], '198.51.100.1'],
		[
			'is not what the caller told the proxy',
			'10.0.0.2',
			'1.1.1.1, 198.51.100.1',
			['10.0.0.2'],
			'198.51.100.1'
		],
		[
			'goes back through all named proxies',
			'10.0.0.2',
			'198.51.100.1, 10.0.0.3',
			['10.0.0.2', '10.0.0.3'],
			'198.51.100.1'
		],
		['is the proxy’s own without a header', '10.0.0.2', '', ['10.0.0.2'], '10.0.0.2'],
		['knows IPv4 inside IPv6', '::ffff:10.0.0.2', '198.51.100.1', ['10.0.0.2'], '198.51.100.1']
	])('%s', (_, peer, forwarded, proxies, expected) => {
		expect(clientAddress(peer, forwarded, proxies)).toBe(expected);
	});
});

describe('where a sign-in leads on to', () => {
	it.each([
		['/projects/a/rank?x=1#y', '/projects/a/rank?x=1#y'],
		[null, '/'],
		['', '/'],
		['projects', '/'],
		['//evil.example', '/'],
		['//evil.example/keys', '/'],
		['/.//evil.example', '/'],
		['/a/..//evil.example', '/'],
		['/%2e/\\evil.example', '/'],
		['/\\evil.example', '/'],
		['/\t/evil.example', '/'],
		['https://evil.example/', '/'],
		['javascript:alert(1)', '/'],
		['/a/../b', '/b']
	])('%j leads to %s', (next, expected) => {
		expect(localPath(next)).toBe(expected);
	});
});
