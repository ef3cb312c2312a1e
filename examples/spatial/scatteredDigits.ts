import { distortedDigits } from './distortedDigits';
import { scattered } from './distortion';

export default distortedDigits({
  title: 'Scattered digits',
  description:
    'Digits are rotated by up to 45° either way, scaled by 0.7 to 1.2 and placed anywhere in 42 × 42 pixels (the paper’s RTS).',
  distortion: scattered,
  filters: 25,
  localizationFilters: [
    { side: 5, count: 8 },
    { side: 5, count: 16 },
    { side: 3, count: 16 },
  ],
  paper: { cnn: 0.8, affine: 0.5 },
});
