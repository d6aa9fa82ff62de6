import { expect, it } from 'vitest';
import { targets } from '#lib/datasets/targets/list.ts';
import { choiceOf } from './choices.ts';
import { snippetsFor } from './loading.ts';

const of = (name: string, splits = ['train', 'validation', 'test'], as = 'jsonl') =>
	snippetsFor({
		origin: 'https://assent.example.org',
		dataset: 'letters',
		version: 3,
		splits,
		as,
		choice: choiceOf(targets.find((target) => target.name === name) ?? targets[0])
	});

it('names every file by its address, and the trainer of the format', () => {
	const [first] = of('trl-dpo');
	expect(first?.text).toContain('files = "https://assent.example.org" + "/api/v1/datasets/letters/3/"');
	expect(first?.text).toContain('"test": files + "test.jsonl"');
	expect(first?.text).toContain(
		'DPOTrainer(model, train_dataset=dataset["train"], eval_dataset=dataset["validation"]'
	);
	expect(of('trl-dpo', ['train'], 'parquet')[0]?.text).toMatch(
		/load_dataset\(\n\s+"parquet",\n.*train\.parquet/
	);
	expect(of('trl-kto', ['train'])[0]?.text).toContain('KTOTrainer(model, train_dataset=dataset["train"], …)');
});

it('gives what the trainer finds the rows by, with the names of this version in it', () => {
	const said = of('llamafactory')
		.map(({ text }) => text)
		.join('\n');
	expect(said).toContain('"file_name": "train.jsonl"');
	expect(said).toContain('--dataset letters --dataset_dir letters-v3');
	expect(of('axolotl')[0]?.text).toContain('path: train.jsonl\n    ds_type: json');
	expect(of('axolotl', ['train'], 'parquet')[0]?.text).toContain('path: train.parquet\n    ds_type: parquet');
});

it('can be unpacked whatever it is, and shows no key', () => {
	for (const { name } of targets) {
		const snippets = of(name);
		expect(snippets.at(-1)?.text).toContain('/letters/3/archive.tar.gz');
		expect(snippets.map(({ text }) => text).join('')).not.toMatch(/as_|\{split\}|\{name\}/);
	}
});
