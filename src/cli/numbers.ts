/** Numbers as every report of the command line prints them, by the short names that its files know. */
export {
  countText as count,
  estimateText,
  intervalText,
  lossText,
  numberText as short,
  quantityText as amount,
  valueText,
} from "../numberText.ts";
