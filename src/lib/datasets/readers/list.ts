/** The readers that recognise themselves. A new one is a file beside this one and a line here. */
import { argilla } from './argilla.ts';
import { doccano } from './doccano.ts';
import { helpSteer } from './helpsteer.ts';
import { hhRlhf } from './hh-rlhf.ts';
import { labelStudio } from './label-studio.ts';
import { openAssistant } from './open-assistant.ts';
import type { Shape } from './shape.ts';

export const shapes: readonly Shape[] = [openAssistant, hhRlhf, labelStudio, argilla, doccano, helpSteer];
