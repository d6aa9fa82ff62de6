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
	expect(first?.text).toContain('"test": "https://assent.example.org/api/v1/datasets/letters/3/test.jsonl"');
	expect(first?.text).toContain(
		'DPOTrainer(model, train_dataset=data["train"], eval_dataset=data["validation"]'
	);
	expect(of('trl-dpo', ['train'], 'parquet')[0]?.text).toMatch(/load_dataset\("parquet".*\n.*train\.parquet/);
	expect(of('trl-kto', ['train'])[0]?.text).toContain('KTOTrainer(model, train_dataset=data["train"], …)');
});

it('gives what the trainer finds the rows by, with the names of this version in it', () => {
	const said = of('llamafactory')
		.map(({ text }) => text)
		.join('\n');
	expect(said).toContain('"file_name": "train.jsonl"');
	expect(said).toContain('--dataset letters --dataset_dir letters-v3');
	expect(of('axolotl')[0]?.text).toContain('path: train.jsonl');
});

it('can be unpacked whatever it is, and shows no key', () => {
	for (const { name } of targets) {
		const snippets = of(name);
		expect(snippets.at(-1)?.text).toContain('/letters/3/archive.tar.gz');
		expect(snippets.map(({ text }) => text).join('')).not.toMatch(/as_|\{file\}|\{name\}/);
	}
});
