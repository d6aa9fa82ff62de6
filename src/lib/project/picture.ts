/**
 * What a file is, by its bytes: PNG, JPEG, WebP, GIF or AVIF, with its upright size. Everything else is nothing,
 * whatever it calls itself; SVG and HTML run scripts and are never pictures here.
 */

export type Picture = { type: PictureType; width: number | null; height: number | null };
export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'] as const;
export type PictureType = (typeof pictureTypes)[number];

type Size = { width: number; height: number } | null;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const nameAt = (bytes: Uint8Array, at: number, length = 4): string =>
	String.fromCharCode(...bytes.subarray(at, at + length));
const turned = (size: Size, sideways: boolean): Size =>
	size && sideways ? { width: size.height, height: size.width } : size;

/** Orientation of Exif data (TIFF 6.0, tag 0x0112): 5 to 8 lie on their side. */
function isSideways(tiff: Uint8Array): boolean {
	if (tiff.length < 8) return false;
	const view = viewOf(tiff);
	const little = nameAt(tiff, 0, 2) === 'II';
	const first = view.getUint32(4, little);
	if (first + 2 > tiff.length) return false;
	const entries = view.getUint16(first, little);
	for (let i = 0; i < entries; i++) {
		const at = first + 2 + 12 * i;
		if (at + 12 > tiff.length) return false;
		if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little) >= 5;
	}
	return false;
}

/** PNG (ISO 15948): the header chunk comes first. */
function pngSize(bytes: Uint8Array): Size {
	if (bytes.length < 24 || nameAt(bytes, 12) !== 'IHDR') return null;
	const view = viewOf(bytes);
	return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(bytes: Uint8Array): Size {
	if (bytes.length < 10) return null;
	const view = viewOf(bytes);
	return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** JPEG (ITU T.81, annex B): segments up to the frame header; Exif comes before it. */
function jpegSize(bytes: Uint8Array): Size {
	const view = viewOf(bytes);
	let sideways = false;
	for (let at = 2; at + 9 < bytes.length;) {
		if (bytes[at] !== 0xff) return null;
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			at++;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return turned({ width: view.getUint16(at + 7), height: view.getUint16(at + 5) }, sideways);
		const length = view.getUint16(at + 2);
		if (marker === 0xe1 && nameAt(bytes, at + 4) === 'Exif')
			sideways = isSideways(bytes.subarray(at + 10, at + 2 + length));
		at += 2 + length;
	}
	return null;
}

/** WebP (RFC 9649): lossy, lossless or extended; Exif is a chunk of its own. */
function webpSize(bytes: Uint8Array): Size {
	if (bytes.length < 30) return null;
	const view = viewOf(bytes);
	const kind = nameAt(bytes, 12);
	if (kind === 'VP8 ')
		return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
	if (kind === 'VP8L') {
		const bits = view.getUint32(21, true);
		return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
	}
	if (kind !== 'VP8X') return null;
	const size = {
		width: (view.getUint32(24, true) & 0xffffff) + 1,
		height: (view.getUint32(26, true) >>> 8) + 1
	};
	for (let at = 12; at + 8 <= bytes.length;) {
		const length = view.getUint32(at + 4, true);
		if (nameAt(bytes, at) === 'EXIF') {
			const tiff = bytes.subarray(at + 8, at + 8 + length);
			return turned(size, isSideways(nameAt(tiff, 0) === 'Exif' ? tiff.subarray(6) : tiff));
		}
		at += 8 + length + (length % 2);
	}
	return size;
}

/** AVIF keeps sizes as `ispe` properties, of tiles too: the largest is the picture. `irot` turns it. */
function avifSize(bytes: Uint8Array): Size {
	const view = viewOf(bytes);
	const head = Math.min(bytes.length - 16, 65_536);
	let size: Size = null;
	let sideways = false;
	for (let at = 0; at < head; at++) {
		const name = bytes[at] === 0x69 ? nameAt(bytes, at) : '';
		if (name === 'ispe') {
			const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
			if (!size || width * height > size.width * size.height) size = { width, height };
		} else if (name === 'irot') sideways = (bytes[at + 4] ?? 0) % 2 === 1;
	}
	return turned(size, sideways);
}

const isAvif = (bytes: Uint8Array): boolean => {
	if (bytes.length < 16 || nameAt(bytes, 4) !== 'ftyp') return false;
	const end = Math.min(viewOf(bytes).getUint32(0), bytes.length, 256);
	for (let at = 8; at + 4 <= end; at += 4) if (/^avi[fs]$/.test(nameAt(bytes, at))) return true;
	return false;
};

function typeOf(bytes: Uint8Array): PictureType | null {
	if (nameAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
	if (nameAt(bytes, 0, 3) === '\xff\xd8\xff') return 'image/jpeg';
	if (/^GIF8[79]a$/.test(nameAt(bytes, 0, 6))) return 'image/gif';
	if (nameAt(bytes, 0) === 'RIFF' && nameAt(bytes, 8) === 'WEBP') return 'image/webp';
	return isAvif(bytes) ? 'image/avif' : null;
}

const sizes = {
	'image/png': pngSize,
	'image/jpeg': jpegSize,
	'image/gif': gifSize,
	'image/webp': webpSize,
	'image/avif': avifSize
};

/** @returns null when the bytes are none of the five; a size that cannot be read is null as well */
export function pictureOf(bytes: Uint8Array): Picture | null {
	const type = typeOf(bytes);
	if (!type) return null;
	const size = sizes[type](bytes);
	return size && size.width > 0 && size.height > 0 ? { type, ...size } : { type, width: null, height: null };
}
