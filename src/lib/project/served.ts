/**
 * Settings that the contract knows and a project cannot act on: refused, never taken and then ignored. Some are not
 * acted on by this version, some not in this stage, some not together.
 */
import { isDrawn } from '#lib/queue/pair.ts';
import { Refusal, type Mistake } from '#lib/schema/refusal.ts';
import { workerOf, type ProjectSettings, type Stage } from '#lib/schema/values.ts';

type Asked = { [K in keyof ProjectSettings]?: ProjectSettings[K] | undefined };

/** What checks people needs people who judge. */
const checks = ['gold_rate', 'swap_rate', 'training_items', 'pause_below'] as const;

/**
 * @param asked what was sent
 * @param whole with what stands beside it
 * @throws Refusal unsupported_setting with each one and how to mend it
 */
export function assertServed(stage: Stage, asked: Asked, whole: ProjectSettings): void {
	const errors: Mistake[] = [];
	const refuse = (name: keyof ProjectSettings, message: string) =>
		errors.push({ path: `/settings/${name}`, message });
	if (stage === 'runtime' && asked.consensus !== undefined && asked.consensus !== 'majority')
		refuse('consensus', 'A decision has its reviewers, and no consensus: leave consensus at majority.');
	for (const name of stage === 'runtime' ? checks : [])
		if ((asked[name] ?? 0) > 0)
			refuse(name, `Nobody is handed items in a ${stage} project: leave ${name} at 0.`);
	if (stage !== 'runtime' && (asked.check_rate ?? 0) > 0)
		refuse('check_rate', `No decisions come up in an ${stage} project: leave check_rate at 0.`);
	if (stage === 'annotation' && (asked.swap_rate ?? 0) > 0)
		refuse('swap_rate', `An ${workerOf[stage]} sees no sides that could be swapped: leave swap_rate at 0.`);
	const { overlap, overlap_cap: cap } = whole;
	if ((asked.overlap !== undefined || asked.overlap_cap !== undefined) && cap !== null) {
		const at = asked.overlap_cap === undefined ? 'overlap' : 'overlap_cap';
		if (cap < overlap)
			refuse(
				at,
				`An item is given ${overlap} judgments at least: write a cap of ${overlap} or more, or none.`
			);
		else if (cap > overlap && overlap === 1)
			refuse(at, 'One judgment disagrees with nobody: write an overlap of 2 or more, or leave the cap out.');
		if (stage === 'runtime')
			refuse(at, 'Nobody is handed items in a runtime project: leave overlap_cap out.');
	}
	if (stage !== 'alignment' && asked.order !== undefined && isDrawn(asked.order))
		refuse('order', `Pairs of models are compared in alignment alone: leave order ${asked.order} to that.`);
	if (asked.gold_rate !== undefined || asked.swap_rate !== undefined)
		if (whole.gold_rate + whole.swap_rate > 0.9)
			refuse(
				asked.gold_rate === undefined ? 'swap_rate' : 'gold_rate',
				'Gold and repeats together are at most 0.9 of what people are handed: else there is no work among it.'
			);
	if (errors.length > 0)
		throw new Refusal('unsupported_setting', errors.map(({ message }) => message).join(' '), { errors });
}
