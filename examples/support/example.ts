import type { Length } from './arguments';

/** The settings that an example receives. */
export interface Context {
  length: Length;
  /** Folder of VGG19, if the user names one. */
  features: string | undefined;
  /** Folder of labelled volumes, if the user names one. */
  data: string | undefined;
  /** Moves the progress bar to `fraction` of 1 and yields to the event loop. */
  progress(fraction: number, note?: string): Promise<void>;
}

/** The result of an example. Everything in it was computed in this run. */
export interface Section {
  title: string;
  /** The citation of the paper. */
  paper: string;
  /** Paragraphs that explain the method and how to read the figures. */
  text: string[];
  /** HTML of pictures, plots and tables. */
  figures: string[];
  /** The most important numbers, for the top of the section and the terminal. */
  findings: { label: string; value: string }[];
}

export type Example = (context: Context) => Promise<Section>;

/** The setting for the length of this run. */
export const choose = <T>(length: Length, settings: Record<Length, T>): T => settings[length];
