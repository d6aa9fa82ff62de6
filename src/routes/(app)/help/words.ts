/** The words that Assent uses, as its pages mean them. */
export const words: [word: string, meaning: string][] = [
	['project', 'a stage, what is asked, guidelines, settings and members'],
	['item', 'one thing to judge; its key is your own id for it, and unique in its project'],
	['form', 'how an item is shown and what is asked about it; each change makes a new version'],
	[
		'judgment',
		'what one person said of one item, with what they saw and in which order; it is never overwritten'
	],
	['revision', 'a later judgment of the same person on the same item; the earlier one is kept behind it'],
	['place', 'room for one judgment; an item has as many as the project asks for'],
	['lease', 'a place held for you while your page is open, for some minutes'],
	['extra', 'a judgment given when no place was left: kept and exported, not counted'],
	[
		'resolved',
		'an item that is settled: all places filled, or its judgments came in a file, or somebody who leads gave the final answer'
	],
	[
		'dataset version',
		'files made of judgments at one moment, split by prompt, with a card; they never change, and can be made again byte for byte'
	],
	['job', 'long work that goes on beside you: how far it is can be asked, and it can be cancelled'],
	['decision', 'what an agent wants to do, with what became of it'],
	['policy', 'the rules that say which decisions run alone, are watched, wait for people or never run'],
	['gate', 'what must be met before a decision may run: how many people, in which role, how soon'],
	['calibration', 'how far a confidence can be trusted, from what people said of decisions'],
	['sample', 'the share of what ran alone that people look at afterwards'],
	[
		'check',
		'a proposal that is known to be bad, among the decisions of a person who is told after the answer; it can never run'
	],
	['passkey', 'what your own device signs with, once it has checked that it is you; we hold its public half'],
	['grant', 'a permission to run exactly what was approved, once, within five minutes'],
	['receipt', 'what this instance signs of a final answer: what was shown, what may run, who answered, when'],
	['dossier', 'all that is known of one decision, with proofs, as one file that is checked without us'],
	['checkpoint', 'the signed head of the log; with an earlier one it shows that the log only grew'],
	['halt', 'the stop button, once pressed; it stands until somebody lifts it'],
	['loop rule', 'sends decisions on as items to projects that label or rank'],
	['operator', 'who approves what agents want to do'],
	['rater', 'who ranks responses'],
	['annotator', 'who labels items'],
	['researcher', 'who makes and leads projects'],
	['admin', 'who runs this instance, and may do each person’s job'],
	['key', 'of a program: what it sends instead of a password, to the API']
];
