/**
 * Pictures at the size of the screen: a large one is drawn small once, in the browser, so that looking at it and
 * going on to the next cost little. The last ones are kept; the file itself is not touched.
 */

/** Up to this many pixels a picture is shown as it is. */
const ENOUGH = 4_000_000;
const KEPT = 12;
const kept = new Map<string, Promise<string>>();

async function small(blob: Blob): Promise<Blob> {
	// A moving picture would stand still.
	if (blob.type === 'image/gif') return blob;
	const whole = await createImageBitmap(blob);
	const { width, height } = whole;
	const share = Math.sqrt(ENOUGH / (width * height));
	if (share >= 1) {
		whole.close();
		return blob;
	}
	const canvas = new OffscreenCanvas(Math.round(width * share), Math.round(height * share));
	const context = canvas.getContext('2d');
	if (!context) return blob;
	context.imageSmoothingQuality = 'high';
	context.drawImage(whole, 0, 0, canvas.width, canvas.height);
	whole.close();
	return canvas.convertToBlob({ type: 'image/webp', quality: 0.92 });
}

async function load(url: string): Promise<string> {
	// What came inside its item is small, and may not be fetched.
	if (url.startsWith('data:')) return url;
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${response.status}`);
	return URL.createObjectURL(await small(await response.blob()));
}

function forget(url: string): void {
	const shown = kept.get(url);
	kept.delete(url);
	void shown?.then(URL.revokeObjectURL).catch(() => {});
}

/**
 * The address of a picture to show in place of `url`. Asking ahead makes it ready.
 * @throws Error when there is no picture to be had; the next time it is asked for anew
 */
export function scaled(url: string): Promise<string> {
	const known = kept.get(url);
	if (known) {
		// Asked for again: it is the last one to go.
		kept.delete(url);
		kept.set(url, known);
		return known;
	}
	const loading = load(url);
	kept.set(url, loading);
	loading.catch(() => kept.delete(url));
	for (const oldest of kept.keys()) {
		if (kept.size <= KEPT) break;
		forget(oldest);
	}
	return loading;
}
