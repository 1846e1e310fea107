// Choosing one of several: a native select with its label, and a row of buttons for two to four.
import { useId } from "preact/hooks";
import "./select.css";

export type Option = string | { value: string; label: string };

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}

const valueIn = (option: Option) => (typeof option === "string" ? option : option.value);
const labelOf = (option: Option) => (typeof option === "string" ? option : option.label);

export function Select({ label, value, options, onChange, bare = false }: ChoiceProps & { bare?: boolean }) {
  return (
    <label class="select">
      <span class={bare ? "hidden" : "note"}>{label}</span>
      <select class="field" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={valueIn(option)} value={valueIn(option)}>{labelOf(option)}</option>)}
      </select>
    </label>
  );
}

export function Segmented({ label, value, options, onChange }: ChoiceProps) {
  const group = useId();
  return (
    <fieldset class="segmented">
      <legend class="hidden">{label}</legend>
      {options.map((option) => (
        <label key={valueIn(option)} class={valueIn(option) === value ? "chosen" : ""}>
          <input type="radio" class="hidden" name={group} checked={valueIn(option) === value} onChange={() => onChange(valueIn(option))} />
          {labelOf(option)}
        </label>
      ))}
    </fieldset>
  );
}
