// SPDX-License-Identifier: Apache-2.0
// The tokens. Colours carry meaning only through `tone`; everything else is neutral and one accent.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e7f6f4',
  '#cfebe7',
  '#9fd8d0',
  '#6cc4b8',
  '#43b3a5',
  '#1f9d8f',
  '#0f8377',
  '#0b6b62',
  '#085750',
  '#05423d',
];

const slate: MantineColorsTuple = [
  '#d9dfe5',
  '#b9c2cb',
  '#97a2ae',
  '#6b7682',
  '#3d4753',
  '#303944',
  '#222a33',
  '#191f27',
  '#131920',
  '#0d1217',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 7 },
  colors: { petrol, dark: slate },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 6,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, centered: true, transitionProps: { duration: 120 } },
    },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
  },
});

/** Mantine's dimmed and error colours miss AA on white; these do not. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56616c',
    '--mantine-color-placeholder': '#6b7682',
    '--mantine-color-error': '#c02626',
    '--mantine-color-text': '#1b2229',
    '--mantine-color-anchor': '#0b6b62',
  },
  dark: {
    '--mantine-color-placeholder': '#8b96a3',
    '--mantine-color-dimmed': '#a3adb8',
    '--mantine-color-error': '#ff9a94',
    '--mantine-color-anchor': '#6cc4b8',
  },
});

/** Colour-blind-safe; the last is for "others". */
export const seriesColours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
export const othersColour = '#8b96a3';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

const tones: Record<string, Tone> = {
  active: 'good',
  published: 'good',
  approved: 'good',
  passed: 'good',
  success: 'good',
  pending: 'busy',
  validating: 'busy',
  running: 'busy',
  pending_approval: 'busy',
  rotating: 'busy',
  paused: 'warn',
  deprecated: 'warn',
  expired: 'warn',
  suspended: 'warn',
  aborted: 'warn',
  rejected: 'bad',
  failed: 'bad',
  error: 'bad',
  timeout: 'bad',
  revoked: 'bad',
};

export function toneOf(state: string): Tone {
  return tones[state] ?? 'quiet';
}
