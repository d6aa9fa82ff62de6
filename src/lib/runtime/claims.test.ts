import { expect, it } from 'vitest';
import type { call, Outcome } from '#lib/http/client.ts';
import { Claims } from './claims.ts';

it('of one decision one is on its way at a time, and whoever asks meanwhile shares its answer', async () => {
	const sent: string[] = [];
	const answers: (() => void)[] = [];
	const send = <T>(_method: string, path: string) => {
		sent.push(path);
		const body = { token: `secret.${sent.length}` } as T;
		return new Promise<Outcome<T>>((resolve) => answers.push(() => resolve({ ok: true, status: 200, body })));
	};
	const claims = new Claims(send as typeof call);
	const [first, other, same] = ['a', 'b', 'a'].map((id) => claims.of(id));
	expect(sent).toEqual(['/api/v1/decisions/a/claim', '/api/v1/decisions/b/claim']);
	for (const answer of answers) answer();
	expect(await same).toEqual(await first);
	expect(await same).not.toEqual(await other);
	void claims.of('a');
	expect(sent).toHaveLength(3);
});
