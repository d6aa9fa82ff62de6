/** What each role may, in a line, as forms offer them. */
export const personRoles = [
	{ value: 'admin', about: 'runs this instance: people, keys, every project' },
	{ value: 'researcher', about: 'makes projects and leads their own' },
	{ value: 'annotator', about: 'labels items' },
	{ value: 'rater', about: 'ranks responses' },
	{ value: 'operator', about: 'approves what live systems want to do' }
] as const;

/** A key never votes as itself, so it is no annotator and no rater. */
export const keyRoles = [
	{ value: 'agent', about: 'an AI system that asks for approval' },
	{ value: 'researcher', about: 'imports, exports, settings' },
	{ value: 'admin', about: 'everything, people and keys too' },
	{ value: 'operator', about: 'follows runtime events' }
] as const;
