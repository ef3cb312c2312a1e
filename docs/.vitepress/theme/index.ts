import theme from 'vitepress/theme';
import './formulas.css';

export default theme;
