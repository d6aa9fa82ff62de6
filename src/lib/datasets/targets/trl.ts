/** Whose code reads the files of TRL: its data utilities and trainers, as they were read at one commit. */
import type { Loader } from './target.ts';

export const TRL = 'huggingface/trl';
const COMMIT = 'f2cd57710ae345ea6428ae95363267fcf38a3dc8';

/** @param rules what the file of TRL does, in words */
export const trl = (file: string, ...rules: string[]): Loader => ({
	repository: TRL,
	file,
	commit: COMMIT,
	rules
});

export const goesOn =
	'apply_chat_template raises for a prompt whose last role is none of user, tool and assistant (trl/data_utils.py)';
