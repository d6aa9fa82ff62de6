/** Where a request came from. A forwarded address counts only when a named proxy hands it on. */

/** IPv4 as such, also where a socket shows it inside IPv6. */
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

/**
 * @param peer the socket's other end
 * @param forwarded the X-Forwarded-For header; each proxy appends whom it saw, so it is read from the right
 */
export function clientAddress(peer: string, forwarded: string | null, proxies: string[]): string {
	const trusted = new Set(proxies.map(plain));
	let address = plain(peer);
	for (const hop of (forwarded ?? '').split(',').reverse()) {
		if (!trusted.has(address) || hop.trim() === '') break;
		address = plain(hop);
	}
	return address;
}

/** A path of ours, as a sign-in may lead on to; anything else is the home page. */
export function localPath(next: string | null): string {
	const base = 'http://here.invalid';
	if (!next?.startsWith('/') || !URL.canParse(next, base)) return '/';
	const { origin, pathname, search, hash } = new URL(next, base);
	// `//elsewhere` and `/\elsewhere` are other hosts to a browser, and `/.//elsewhere` becomes one on the way.
	return origin === base && !pathname.startsWith('//') ? pathname + search + hash : '/';
}
