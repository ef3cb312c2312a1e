export interface WindowConstants {
  /** Colour channels of the image: at most 3. */
  colours: number;
  radius: number;
}

/**
 * Windows of an image [COLOURS, height, width], numbered row by row; a colour's missing components are 0. The centre
 * pixel is subtracted before anything else, so rounding scales with the contrast within the window.
 */
export const windowPixels = ({ colours, radius }: WindowConstants) => /* wgsl */ `
  const COLOURS = ${colours};
  const RADIUS = ${radius};
  const SIDE = ${2 * radius + 1};
  const PIXELS = ${(2 * radius + 1) ** 2};

  fn windowColumns() -> i32 { return uniforms.width - 2 * RADIUS; }
  fn windowCount() -> i32 { return (uniforms.height - 2 * RADIUS) * windowColumns(); }

  /** The pixel number n of a window, row by row. */
  fn pixelOf(window: i32, n: i32) -> i32 {
    let row = window / windowColumns() + n / SIDE;
    return row * uniforms.width + window % windowColumns() + n % SIDE;
  }

  fn colourOf(pixel: i32) -> vec3<f32> {
    let plane = uniforms.height * uniforms.width;
    return vec3<f32>(${[0, 1, 2].map((k) => (k < colours ? `imageAt(${k} * plane + pixel)` : '0.0')).join(', ')});
  }

  /** The colour of a window's pixel minus that of its centre. */
  fn fromCentre(window: i32, n: i32) -> vec3<f32> {
    return colourOf(pixelOf(window, n)) - colourOf(pixelOf(window, PIXELS / 2));
  }
`;

/**
 * The statistics of a window that `windows` holds: vector 0 is the mean of I − I_centre, the others are the rows of
 * W. D is the colour of a pixel minus the mean of the window.
 */
export const windowStatistics = ({ colours }: WindowConstants) => /* wgsl */ `
  fn statistic(window: i32, vector: i32) -> vec3<f32> {
    let at = vector * windowCount() + window;
    let step = (COLOURS + 1) * windowCount();
    return vec3<f32>(${[0, 1, 2].map((k) => (k < colours ? `windowsAt(${k} * step + at)` : '0.0')).join(', ')});
  }

  fn deviation(window: i32, n: i32) -> vec3<f32> { return fromCentre(window, n) - statistic(window, 0); }
`;

/**
 * The affine colour model x_i ≈ a·D_i + x̄ of a window, for one channel of x [height, width, channels]. For the rows w
 * of W in turn, a ← a + w (w·(Σ_i r_i D_i − ε a)) with r_i = x_i − x̄ − a·D_i.
 */
export const colourModel = /* wgsl */ `
  struct Model { slopes: vec3<f32>, mean: f32 };

  /** The value of a window's pixel minus that of its centre. */
  fn difference(window: i32, n: i32, channel: i32) -> f32 {
    let centre = pixelOf(window, PIXELS / 2);
    return xAt(pixelOf(window, n) * uniforms.channels + channel) - xAt(centre * uniforms.channels + channel);
  }

  fn residual(window: i32, n: i32, channel: i32, model: Model) -> f32 {
    return (difference(window, n, channel) - model.mean) - dot(model.slopes, deviation(window, n));
  }

  fn fit(window: i32, channel: i32) -> Model {
    var mean = 0.0;
    for (var n = 0; n < PIXELS; n++) { mean += difference(window, n, channel); }
    var model = Model(vec3<f32>(), mean / f32(PIXELS));
    for (var row = 1; row <= COLOURS; row++) {
      let w = statistic(window, row);
      var rest = vec3<f32>();
      for (var n = 0; n < PIXELS; n++) { rest += residual(window, n, channel, model) * deviation(window, n); }
      model.slopes += w * dot(w, rest - uniforms.epsilon * model.slopes);
    }
    return model;
  }
`;
