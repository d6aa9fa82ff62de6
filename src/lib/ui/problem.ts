/** The shape of a problem document as the primitives show it, and where in a form its mistakes belong. */
export type ShownProblem = {
	title: string;
	detail: string;
	errors?: { path: string; message: string }[];
	incident?: string;
};

type Mistakes = { errors?: { path: string; message: string }[] } | null | undefined;

/** The mistakes at a JSON pointer or below it, each once; null when there are none. */
export function mistakeAt(problem: Mistakes, path: string): string | null {
	const found = (problem?.errors ?? []).filter((e) => e.path === path || e.path.startsWith(`${path}/`));
	return found.length === 0 ? null : [...new Set(found.map((e) => e.message))].join(' ');
}

/** What is left to say of a problem when the mistakes at or below `paths` stand beside their fields already. */
export function mistakesElsewhere(problem: ShownProblem | undefined, paths: string[]): ShownProblem | null {
	if (!problem?.errors?.length) return problem ?? null;
	const shown = (path: string) => paths.some((own) => path === own || path.startsWith(`${own}/`));
	const errors = problem.errors.filter(({ path }) => !shown(path));
	return errors.length === 0 ? null : { ...problem, errors };
}
