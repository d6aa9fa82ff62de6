/** An item as a picture takes it in, whatever its answers are read as. */
import type { Standing } from '#lib/project/resolving.server.ts';
import type { Payload } from '#lib/schema/values.ts';
import type { ItemText } from './items.server.ts';
import { answeredIn, type Unit } from './picture.ts';

/**
 * @param payloadOf its payload as its texts are made of it, called where they are asked for
 * @param size responses; 0 where it has none
 * @param ballotOf what policies read of an answer, and its text, by which answers that are alike are one
 */
export const unitOf = <S, T>(
	{ id, key, metadata, counted, imported, final, said }: Standing<S>,
	payloadOf: () => Payload,
	size: number,
	ballotOf: (said: S) => { ballot: T; text: string }
): Unit<T, ItemText> => ({
	id,
	size,
	standing: said.length,
	counted,
	imported,
	final: final !== null,
	metadata,
	said: final
		? final.said
			? [{ rater: null, at: 0, answered: [], ...ballotOf(final.said) }]
			: []
		: said.map(({ rater, at, said: own, answers }) => ({
				rater,
				at,
				answered: answeredIn(answers),
				...ballotOf(own)
			})),
	material: () => ({ id, key, payload: payloadOf() })
});
