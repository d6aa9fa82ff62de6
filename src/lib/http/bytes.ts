/** Bodies that are bytes: bounded while they come, as they are or as the one file of a form. */
import { Refusal } from '#lib/schema/refusal.ts';

/** So much of a body that nobody wants any more is still taken off the sender. */
const MOST_DRAINED = 64 * 1024 * 1024;

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
	let size = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		size += value.byteLength;
		if (size > MOST_DRAINED) return reader.cancel();
	}
}

/**
 * The body of a request as it comes. Whoever stops reading half-way can still answer: to cancel a body is to end its
 * connection, and the sender would never hear why, so the rest is read and thrown away meanwhile.
 */
export async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
	const reader = request.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
	if (!reader) return;
	let whole = false;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			whole = done;
			if (done) return;
			yield value;
		}
	} finally {
		// A sender that has gone has nothing more to say.
		if (!whole) void drain(reader).catch(() => {});
	}
}

/** A request whose body a verb reads by itself. */
export const incoming = (request: Request) => ({ headers: request.headers, body: chunksOf(request) });

/** @throws Refusal too_large, as soon as one byte too many has come */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
	const refuse = () => new Refusal('too_large', `The body is larger than ${Math.floor(limit / 1024)} kB.`);
	if (Number(request.headers.get('content-length') ?? 0) > limit) throw refuse();
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of chunksOf(request)) {
		size += part.byteLength;
		if (size > limit) throw refuse();
		parts.push(part);
	}
	const whole = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.byteLength;
	}
	return whole;
}

/** Room for the borders and the other fields of a form, beside its file. */
const FORM_ROOM = 64 * 1024;

/**
 * The file of a request: the only one of a multipart form, else the body itself.
 * @param name what the address says it is called, when the form does not
 * @throws Refusal unsupported_media, too_large, invalid when the form holds no file or several
 */
export async function readFileBody(
	request: Request,
	limit: number,
	name: string | null
): Promise<{ bytes: Uint8Array<ArrayBuffer>; name: string | null }> {
	const type = request.headers.get('content-type') ?? '';
	// The server under us does not read a body without a type.
	if (type === '')
		throw new Refusal(
			'unsupported_media',
			'Say what the body is: content-type: application/octet-stream, image/png or multipart/form-data.'
		);
	if (!/^multipart\/form-data/i.test(type)) return { bytes: await readBytes(request, limit), name };
	const body = await readBytes(request, limit + FORM_ROOM);
	const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
		throw new Refusal('invalid', 'This is no multipart form.');
	});
	const files = [...form.values()].filter((value) => value instanceof File);
	const [only, another] = files;
	if (!only || another) throw new Refusal('invalid', 'Send one file, as one part of the form.');
	return { bytes: new Uint8Array(await only.arrayBuffer()), name: only.name || name };
}
