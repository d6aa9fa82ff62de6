/** What is said of a training, in words for the person who is in it. */
import type { Lesson, Step } from './sitting.ts';

export type { Told } from './told.ts';

/** Instead of how far the project is. */
export const paceOf = ({ number, of }: Step): { share: number; words: string } => ({
	share: (number - 1) / Math.max(1, of),
	words: `Training ${number} of ${of}`
});

type Said = { title: string; attempt: string; end: string; go: string };

export function trainingSaid({ right, score, attempt, attempts, result }: Lesson): Said {
	const title =
		right === null
			? 'Not marked'
			: right
				? 'Right'
				: score !== null && score > 0
					? 'Partly right'
					: 'Not quite';
	const said = {
		title,
		attempt: attempt > 1 ? `, attempt ${attempt} of ${attempts}` : '',
		end: '',
		go: 'Continue'
	};
	if (!result) return said;
	const share = `${result.right} of ${result.of} were right`;
	if (result.passed)
		return { ...said, end: `${share}: you passed. What comes now is real work.`, go: 'Begin the work' };
	return result.again
		? {
				...said,
				end: `${share}, ${result.needed} are needed. Look at the guidelines once more, then try again.`,
				go: 'Try again'
			}
		: {
				...said,
				end: `${share}, ${result.needed} are needed. Ask whoever leads the project: they can explain, and let you try again.`,
				go: 'Understood'
			};
}

/** The title over a queue that hands out nothing, by the code of the reason. */
export const idleTitle = (code: string | undefined): string =>
	code === 'queue_done'
		? 'That was the last one'
		: code === 'you_are_paused'
			? 'You are paused here'
			: code === 'training_failed'
				? 'The training comes first'
				: 'Nothing for you at this moment';
