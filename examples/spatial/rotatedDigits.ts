import { distortedDigits } from './distortedDigits';
import { rotated } from './distortion';

export default distortedDigits({
  title: 'Rotated digits',
  description: 'Digits are rotated by up to 90° either way (the paper’s R).',
  distortion: rotated,
  filters: 27,
  localizationFilters: [
    { side: 5, count: 8 },
    { side: 5, count: 16 },
  ],
  paper: { cnn: 1.2, affine: 0.7 },
});
