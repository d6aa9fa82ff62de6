/**
 * What laws and frameworks ask of human oversight, each in a sentence of ours with its source, and which of this
 * instance's records support an answer. It supports; whether an obligation is met is for people to judge.
 * Sources: Regulation (EU) 2024/1689; NIST AI 100-1 (AI RMF 1.0), section 5.
 */
const ACT = 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj/eng';
const RMF = 'https://doi.org/10.6028/NIST.AI.100-1';

export const LATELY_DAYS = 30;

/** What is counted, and where it is. */
export const factWords = {
	events: { label: 'events in the log', href: '/events' },
	oldest: { label: 'the oldest event is of', href: '/events' },
	signed: { label: 'events under the latest signed head of the log’s tree', href: '/api/v1/log/checkpoint' },
	decisions: { label: 'decisions that AI systems proposed', href: '/events?type=decision.submitted' },
	asked: { label: 'decisions that waited for a person, or for a veto', href: '/projects?stage=runtime' },
	denied: { label: 'decisions that policy denied', href: '/projects?stage=runtime' },
	outcomes: { label: 'outcomes that agents reported', href: '/events?type=decision.outcome_reported' },
	overrides: { label: 'answers by which a person overrode a proposal', href: '/projects?stage=runtime' },
	reversed: {
		label: 'decisions found afterwards that they should not have run',
		href: '/events?type=decision.reversed'
	},
	breaches: {
		label: 'decisions not answered in the time that their gate gives',
		href: '/events?type=decision.escalated'
	},
	expired: {
		label: 'decisions expired without an answer, which rejects',
		href: '/events?type=decision.expired'
	},
	stoppers: { label: 'people who may stop an AI system', href: '/people' },
	halts: { label: 'halts', href: '/events?type=halt.created' },
	haltsLately: { label: `halts in the last ${LATELY_DAYS} days`, href: '/events?type=halt.created' },
	haltsActive: { label: 'halts that stand now', href: '/projects?stage=runtime' },
	retention: { label: 'days for which decisions are kept at least', href: '/instance' },
	erased: { label: 'decisions and items whose content was erased', href: '/events?type=decision.erased' },
	keys: { label: 'keys that ever signed receipts and the log', href: '/.well-known/jwks.json' },
	passkeys: { label: 'people with a passkey', href: '/people' },
	trained: { label: 'people who passed the training of a project', href: '/projects' },
	members: { label: 'people who may sign in', href: '/people' },
	projects: { label: 'runtime projects', href: '/projects?stage=runtime' },
	policies: { label: 'versions of policies', href: '/events?type=policy.changed' },
	agents: { label: 'keys of AI systems in use', href: '/keys' },
	judgments: { label: 'judgments that people submitted', href: '/events?type=judgment.submitted' },
	versions: { label: 'versions of datasets, each with its card', href: '/datasets' },
	webhooks: { label: 'addresses that are told of what happens', href: '/webhooks' }
} as const;
export type FactName = keyof typeof factWords;

export type Asked = {
	title: string;
	/** what it asks, in one plain sentence */
	asks: string;
	source: string;
	/** records that support it */
	facts: FactName[];
	/** what this instance does not show */
	missing: string[];
};
export type Framework = { name: string; about: string; articles: Asked[] };

export const frameworks: Framework[] = [
	{
		name: 'EU AI Act',
		about: 'Regulation (EU) 2024/1689. These articles speak of high-risk AI systems.',
		articles: [
			{
				title: 'Article 12: record-keeping',
				asks: 'A high-risk system records events by itself over its whole life, so that risks can be found, and its operation followed, afterwards.',
				source: `${ACT}#art_12`,
				facts: ['events', 'oldest', 'signed', 'decisions', 'outcomes'],
				missing: [
					'What the AI system does without asking here: only what it proposes is recorded.',
					'Details that article 12(3) asks of remote biometric identification.',
					'That an event from before the log had salts binds what it told of: it binds no content.'
				]
			},
			{
				title: 'Article 14: human oversight',
				asks: 'People can understand and watch the system, know that they tend to rely on it too much, disregard or reverse what it says, and stop it.',
				source: `${ACT}#art_14`,
				facts: [
					'asked',
					'overrides',
					'reversed',
					'stoppers',
					'halts',
					'haltsLately',
					'haltsActive',
					'breaches',
					'expired'
				],
				missing: [
					'Whether those who answer understand the system’s limits.',
					'Whether oversight fits the risk: the rules of a policy are yours.',
					'Whether two people verified separately where article 14(5) asks for it: a quorum of two can ask for that.'
				]
			},
			{
				title: 'Article 19: automatically generated logs',
				asks: 'A provider keeps the logs that its system generates, as far as they are under its control, for a fitting time and six months at least.',
				source: `${ACT}#art_19`,
				facts: ['retention', 'oldest', 'events', 'signed', 'erased', 'keys'],
				missing: [
					'Logs that the AI system keeps elsewhere.',
					'That backups exist and can be read: whoever runs this instance makes them.'
				]
			},
			{
				title: 'Article 26: deployers',
				asks: 'A deployer gives oversight to people with competence, training and authority, watches the operation, and keeps the logs for six months at least.',
				source: `${ACT}#art_26`,
				facts: ['stoppers', 'passkeys', 'trained', 'asked', 'outcomes', 'retention', 'webhooks'],
				missing: [
					'Whether somebody is competent: training here is of those who label and rank, by known answers.',
					'That workers and those concerned were informed (26(7) and 26(11)).',
					'That serious incidents were reported (26(5)).'
				]
			}
		]
	},
	{
		name: 'NIST AI RMF',
		about: 'AI Risk Management Framework 1.0, NIST AI 100-1, section 5: its four functions.',
		articles: [
			{
				title: 'Govern',
				asks: 'Policies, processes and people who answer for them are in place, known, and kept up.',
				source: RMF,
				facts: ['projects', 'policies', 'stoppers', 'passkeys', 'members', 'retention'],
				missing: [
					'The policies of your organisation outside of this instance.',
					'Its culture, and who answers for what.'
				]
			},
			{
				title: 'Map',
				asks: 'The context of the system is known: what it is for, whom it touches, what could go wrong.',
				source: RMF,
				facts: ['agents', 'decisions', 'denied', 'policies'],
				missing: [
					'What the system is for and whom it touches: that is written elsewhere.',
					'Risks that nobody made a rule of.'
				]
			},
			{
				title: 'Measure',
				asks: 'Risks are assessed and followed by fitting methods, with people among the measures.',
				source: RMF,
				facts: ['overrides', 'reversed', 'outcomes', 'breaches', 'judgments', 'versions'],
				missing: [
					'Fairness, robustness and safety of the model itself.',
					'What was not sampled for a look afterwards.'
				]
			},
			{
				title: 'Manage',
				asks: 'Risks are ranked and acted upon; there are ways to respond, recover and tell.',
				source: RMF,
				facts: ['halts', 'haltsLately', 'haltsActive', 'expired', 'webhooks', 'erased', 'versions'],
				missing: ['What was done after a halt outside of this instance.', 'That those concerned were told.']
			}
		]
	}
];
