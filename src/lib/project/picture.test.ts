import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictures } from '../../../test/setup/pictures.ts';
import { pictureOf } from './picture.ts';

const text = (content: string) => new TextEncoder().encode(content);
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Exif with one entry: the orientation, in either byte order. */
function exif(orientation: number, little: boolean): Uint8Array {
	const tiff = new DataView(new ArrayBuffer(26));
	tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
	tiff.setUint16(2, 42, little);
	tiff.setUint32(4, 8, little);
	tiff.setUint16(8, 1, little);
	tiff.setUint16(10, 0x0112, little);
	tiff.setUint16(12, 3, little);
	tiff.setUint32(14, 1, little);
	tiff.setUint16(18, orientation, little);
	return new Uint8Array(tiff.buffer);
}

function turnedJpeg(orientation: number, little: boolean): Uint8Array {
	const body = join(text('Exif\0\0'), exif(orientation, little));
	const head = Uint8Array.of(0xff, 0xe1, 0, body.length + 2);
	return join(pictures.jpeg.subarray(0, 2), head, body, pictures.jpeg.subarray(2));
}

describe('what a file is', () => {
	it.each([
		['png', 'image/png'],
		['jpeg', 'image/jpeg'],
		['gif', 'image/gif'],
		['webp', 'image/webp'],
		['webpLossless', 'image/webp'],
		['webpExtended', 'image/webp'],
		['avif', 'image/avif']
	] as const)('%s, with its size', (name, type) => {
		expect(pictureOf(pictures[name])).toEqual({ type, width: 7, height: 4 });
	});

	it.each([
		['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
		['an SVG behind an XML head', '<?xml version="1.0"?><svg/>'],
		['a page', '<!doctype html><script>alert(1)</script>'],
		['a page that says it is a picture', '\n\n<html>GIF89a'],
		['a PDF', '%PDF-1.7'],
		['text', 'hello'],
		['nothing', '']
	])('%s is no picture', (_, content) => {
		expect(pictureOf(text(content))).toBeNull();
	});

	it('is the upright size where the camera lay on its side', () => {
		for (const little of [true, false]) {
			expect(pictureOf(turnedJpeg(1, little))).toMatchObject({ width: 7, height: 4 });
			expect(pictureOf(turnedJpeg(3, little))).toMatchObject({ width: 7, height: 4 });
			expect(pictureOf(turnedJpeg(6, little))).toMatchObject({ width: 4, height: 7 });
			expect(pictureOf(turnedJpeg(8, little))).toMatchObject({ width: 4, height: 7 });
		}
	});

	it('throws for no file, cut or damaged as it may be', () => {
		const some = fc.constantFrom(...Object.values(pictures), turnedJpeg(6, true));
		fc.assert(
			fc.property(some, fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(255))), (whole, cut, damage) => {
				const bytes = whole.slice(0, cut % (whole.length + 1));
				for (const [at, value] of damage) if (bytes.length > 0) bytes[at % bytes.length] = value;
				const found = pictureOf(bytes);
				if (found?.width !== null) expect(found?.width ?? 1).toBeGreaterThan(0);
			}),
			{ numRuns: 2000 }
		);
	});
});
