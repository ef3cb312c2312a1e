import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import './pages.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component(
      'Playground',
      defineAsyncComponent(() => import('../../playground/Playground.vue')),
    );
    app.component(
      'Measure',
      defineAsyncComponent(() => import('../../measure/Measure.vue')),
    );
  },
} satisfies Theme;
