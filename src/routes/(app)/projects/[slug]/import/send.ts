/** Sends a file as the body of a request and tells how far it is: `fetch` cannot say how much has gone out. */
import type { Kind, Mapping } from '#lib/datasets/mapping.ts';
import type { Problem } from '#lib/http/problem.ts';
import type { Report } from '#lib/project/incoming.ts';

export type Outcome = { ok: true; report: Report } | { ok: false; problem: Problem };
export type Sending = { outcome: Promise<Outcome>; stop: () => void };

/** @param judgments whether what rows of a known format say of their items comes with them */
export const addressOf = (
	slug: string,
	kind: Kind,
	name: string,
	mapping: Mapping | null,
	judgments = true
): string => {
	const query = new URLSearchParams({
		name,
		...(mapping ? { map: JSON.stringify(mapping) } : {}),
		...(judgments ? {} : { judgments: 'leave' })
	});
	return `/api/v1/projects/${slug}/${kind}?${query.toString()}`;
};

const failure = (title: string, code: string, detail: string): Outcome => ({
	ok: false,
	problem: { type: 'about:blank', title, status: 0, code, detail }
});

const again = 'What was written is kept; sending the file again is harmless.';

/** @param told the part that has gone out, 0 to 1 */
export function send(url: string, file: File, type: string, told: (part: number) => void): Sending {
	const request = new XMLHttpRequest();
	const outcome = new Promise<Outcome>((resolve) => {
		request.upload.onprogress = ({ loaded, total }) => told(total === 0 ? 0 : loaded / total);
		request.onerror = () =>
			resolve(failure('No connection', 'offline', `The server does not answer. ${again}`));
		request.onabort = () => resolve(failure('Stopped', 'stopped', `You stopped it. ${again}`));
		request.onload = () => {
			const body = parsed(request.responseText);
			if (request.status === 200 && body) resolve({ ok: true, report: body as Report });
			else if (body) resolve({ ok: false, problem: body as Problem });
			else resolve(failure('Unreadable answer', 'unreadable', `The answer cannot be read. ${again}`));
		};
	});
	request.open('POST', url);
	request.setRequestHeader('content-type', type);
	if (file.name.endsWith('.gz')) request.setRequestHeader('content-encoding', 'gzip');
	request.send(file);
	return { outcome, stop: () => request.abort() };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
