import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one grey, as large as it is told: https://www.w3.org/TR/png-3/#5Chunk-layout */
export function greyPicture(width: number, height: number): string {
	const chunk = (type: string, data: Buffer): Buffer => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([length, body, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head[8] = 8;
	const rows = Buffer.alloc((width + 1) * height, 0x99);
	for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
	const all = [
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0))
	];
	return `data:image/png;base64,${Buffer.concat(all).toString('base64')}`;
}

/** One small picture of each type, 7 by 4 pixels of teal, as files. */
const file = (base64: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(base64, 'base64'));

export const pictures = {
	png: file(
		'iVBORw0KGgoAAAANSUhEUgAAAAcAAAAECAIAAADNpLIqAAAAFElEQVQI12NkaGhgwABMDNgAKaIAVzgBCOfaJCIAAAAASUVORK5CYII='
	),
	jpeg: file(
		'/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAEAAcDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAb/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAamn/9k='
	),
	gif: file('R0lGODlhBwAEAPAAAACAgAAAACH5BAAAAAAALAAAAAAHAAQAAAIEhI+pWwA7'),
	webp: file('UklGRjgAAABXRUJQVlA4ICwAAACQAQCdASoHAAQAAgA0JaACdLoAA5gA/u8pR8TxdvIb/6MP/xpH/GkfDmAAAA=='),
	webpLossless: file('UklGRhwAAABXRUJQVlA4TBAAAAAvBsAAAAdQwChg/wMR0f8A'),
	webpExtended: file(
		'UklGRlwAAABXRUJQVlA4WAoAAAAQAAAABgAAAwAAQUxQSAoAAAABB9C/iAhERP8DVlA4ICwAAACQAQCdASoHAAQAAgA0JaACdLoAA5gA/u8pR8TxdvIb/6MP/xpH/GkfDmAAAA=='
	),
	avif: file(
		'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAGwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAAAHAAAABAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAACNtZGF0EgAKBRgIdsCEMhAYAAooooQAALATjiGeIU6A'
	)
};
