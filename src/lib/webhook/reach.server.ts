/**
 * Which addresses the server may be made to call. What a name leads to is looked up here and the connection goes to that
 * very address, so a name that changes its mind in between gains nothing. Private networks, this machine and what clouds
 * keep for themselves are refused, unless whoever runs the instance named them.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Refusal } from '#lib/schema/refusal.ts';

/** IANA's special-purpose registries (RFC 6890), multicast, and IPv6 that carries an IPv4 address inside. */
const closed = [
	'0.0.0.0/8',
	'10.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'172.16.0.0/12',
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.88.99.0/24',
	'192.168.0.0/16',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/4',
	'240.0.0.0/4',
	'::/127',
	'64:ff9b::/96',
	'64:ff9b:1::/48',
	'100::/64',
	'2001::/23',
	'2001:db8::/32',
	'2002::/16',
	'3fff::/20',
	'5f00::/16',
	'fc00::/7',
	'fe80::/10',
	'fec0::/10',
	'ff00::/8'
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** @throws Error with a sentence for whoever starts the server */
function listOf(ranges: string[]): BlockList {
	const list = new BlockList();
	for (const range of ranges) {
		const [address = '', bits] = range.split('/');
		const most = isIP(address) === 6 ? 128 : 32;
		const length = bits === undefined ? most : Number(bits);
		if (isIP(address) === 0 || !Number.isInteger(length) || length < 0 || length > most)
			throw new Error(
				`ASSENT_WEBHOOK_PRIVATE names “${range}”, which is no address or range, as 10.1.0.0/16 is.`
			);
		list.addSubnet(address, length, familyOf(address));
	}
	return list;
}

/** IPv4 inside IPv6, `::ffff:…` in either spelling, as such. */
function plain(address: string): string {
	const [, dotted, high, low] =
		/^(?:0*:)*:?ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i.exec(address) ?? [];
	if (dotted !== undefined) return dotted;
	if (high === undefined || low === undefined) return address;
	const value = parseInt(high, 16) * 65_536 + parseInt(low, 16);
	return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

export type Reach = {
	/** @throws Refusal unreachable */
	assertUrl(url: URL): Promise<void>;
	/** For a connection: the addresses of a name, all of which may be called. */
	lookupFor(url: URL): LookupFunction;
};

type Found = { address: string; family: number };
/** Asks for the addresses of a name; a test brings its own. */
export type Resolve = (name: string) => Promise<Found[]>;

const byDns: Resolve = (name) => lookup(name, { all: true, verbatim: true });

/** @param allowed addresses and ranges that may be called though they are private, and without TLS */
export function openReach(allowed: string[], resolve: Resolve = byDns): Reach {
	const shut = listOf(closed);
	const open = listOf(allowed);
	const isNamed = (address: string) => open.check(plain(address), familyOf(plain(address)));
	const isShut = (address: string) => shut.check(plain(address), familyOf(plain(address)));

	const assertAddress = ({ protocol, host }: URL, address: string): void => {
		if (isNamed(address)) return;
		if (isShut(address))
			throw new Refusal(
				'unreachable',
				`${host} leads to ${address}, which is a private address. Whoever runs this instance may name it in ASSENT_WEBHOOK_PRIVATE.`
			);
		if (protocol !== 'https:')
			throw new Refusal(
				'unreachable',
				'Messages go over https only: write an address that begins with https://.'
			);
	};

	async function addressesOf(url: URL): Promise<Found[]> {
		const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
		const found = isIP(name) ? [{ address: name, family: isIP(name) }] : await resolve(name).catch(() => []);
		if (found.length === 0) throw new Refusal('unreachable', `There is no address for ${url.hostname}.`);
		for (const { address } of found) assertAddress(url, address);
		return found;
	}

	return {
		async assertUrl(url) {
			await addressesOf(url);
		},
		lookupFor: (url) => (_name, options, callback) => {
			addressesOf(url).then(
				(found) => {
					const [first] = found;
					if (options.all) callback(null, found);
					else callback(null, first?.address ?? '', first?.family ?? 4);
				},
				(error: Error) => callback(error, '', 4)
			);
		}
	};
}
