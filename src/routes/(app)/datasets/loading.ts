/** How a version is loaded: what to paste, with this instance's own address in it. Keys are never shown again, so none is. */
import { fromServer } from '#lib/datasets/version/loading.ts';
import type { Choice } from './choices.ts';

type Of = {
	origin: string;
	dataset: string;
	/** a number, or `latest` */
	version: number | string;
	/** names of splits, in the order of the files */
	splits: string[];
	/** how rows are written: `jsonl` where the format knows no other way */
	as: string;
	choice: Pick<Choice, 'name' | 'as' | 'setup'>;
};
export type Snippet = { title: string; label: string; text: string; /** one line about it */ about?: string };

const trainers: Record<string, string> = {
	'trl-dpo': 'DPOTrainer',
	'trl-dpo-standard': 'DPOTrainer',
	'trl-dpo-implicit': 'DPOTrainer',
	'trl-reward': 'RewardTrainer',
	'trl-kto': 'KTOTrainer',
	'trl-sft': 'SFTTrainer',
	'trl-prompt-completion': 'SFTTrainer',
	'trl-prompt-only': 'GRPOTrainer'
};

const writtenIn = ({ as, choice }: Pick<Of, 'as' | 'choice'>) =>
	choice.as.find(({ value }) => value === as) ?? choice.as[0];
const fileOf = (split: string, of: Of): string => `${split}.${writtenIn(of)?.extension ?? ''}`;

function python(of: Of, builder: string): Snippet {
	const { origin, dataset, version, splits, choice } = of;
	const files = splits.map((name) => ({ name, file: fileOf(name, of) }));
	const trainer = trainers[choice.name];
	const [train = 'train', ...others] = splits;
	const evaluated = others.includes('validation') ? 'validation' : others[0];
	const use = trainer
		? [
				'',
				`from trl import ${trainer}`,
				`trainer = ${trainer}(model, train_dataset=dataset["${train}"]${evaluated === undefined ? '' : `, eval_dataset=dataset["${evaluated}"]`}, …)`
			]
		: [];
	return {
		title: trainer ? 'With datasets and TRL' : 'With datasets',
		label: 'Python that loads it',
		about: 'pip install datasets aiohttp requests, and a key of yours in ASSENT_KEY.',
		text: [...fromServer(builder, { dataset, version, splits: files }, `"${origin}"`), ...use].join('\n')
	};
}

const archive = ({ origin, dataset, version }: Of): string =>
	`curl -sS -H "Authorization: Bearer $ASSENT_KEY" \\\n  ${origin}/api/v1/datasets/${dataset}/${version}/archive.tar.gz | tar xz`;

function trainer(of: Of): Snippet[] {
	const { choice, dataset, splits, version } = of;
	const lines = writtenIn(of)?.setup ?? null;
	if (choice.setup === null || lines === null) return [];
	const text = lines.replaceAll('{split}', splits[0] ?? 'train').replaceAll('{name}', dataset);
	const axolotl = choice.setup.endsWith('.yaml');
	const about = axolotl
		? `${choice.setup} stands beside the rows: its lines go into your own configuration.`
		: `${choice.setup} stands beside the rows: give the unpacked folder as dataset_dir.`;
	const run = axolotl
		? []
		: [
				{
					title: 'Train with it',
					label: 'Command',
					text: `llamafactory-cli train … --dataset ${dataset} --dataset_dir ${dataset}-v${version}`
				}
			];
	return [
		{
			title: `With ${axolotl ? 'Axolotl' : 'LLaMA-Factory'}`,
			label: choice.setup,
			about,
			text: text.trimEnd()
		},
		...run
	];
}

/** @returns the likeliest way first */
export function snippetsFor(of: Of): Snippet[] {
	const unpacked: Snippet = { title: 'All files, unpacked', label: 'Command', text: archive(of) };
	const builder = writtenIn(of)?.builder ?? null;
	const loaded = builder === null ? [] : [python(of, builder)];
	return [...(of.choice.setup ? [...trainer(of), ...loaded] : loaded), unpacked];
}
