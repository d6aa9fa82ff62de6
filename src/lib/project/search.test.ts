import { expect, it } from 'vitest';
import { afterPrefix, searchFor } from './search.ts';

it('finds all words wherever they stand, in any case and without accents', () => {
	const payload = { prompt: 'Où est le café?', responses: [{ id: 'x1', text: 'À gauche.' }], n: 4711 };
	for (const search of ['cafe', 'GAUCHE où', '4711', 'x1', 'ou est'])
		expect(searchFor(search)(payload), search).toBe(true);
	for (const search of ['prompt', 'droite', 'cafe droite'])
		expect(searchFor(search)(payload), search).toBe(false);
});

it('ends the range of a prefix behind everything that begins with it', () => {
	for (const key of ['msg-', 'msg-1', 'msg-\u{10fffe}', 'msg-é'])
		expect(Buffer.compare(Buffer.from(key), Buffer.from(afterPrefix('msg-'))), key).toBe(-1);
	expect(Buffer.compare(Buffer.from('msh'), Buffer.from(afterPrefix('msg-')))).toBe(1);
});
