// One operation of the reference: its parameters, answers and errors; and for the chosen one the call itself.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { address, go } from "../data/location.ts";
import { withQuery } from "../lib/address.ts";
import { callOf, type Values, valuesFor } from "../lib/call.ts";
import type { Answer, Member, Operation, Parameter } from "../lib/openapi.ts";
import { TryCall } from "./reference_try.tsx";

const SHOWN_NAMES = 6;

/** A sentence of the document, in which names stand between backticks. */
export function Noted({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

function Members({ members }: { members: readonly Member[] }) {
  if (members.length === 0) return null;
  return (
    <ul class="reference-tree">
      {members.map((member) => {
        const line = <><code>{member.name}</code> <span class="quiet">{member.type}</span> <Noted text={member.note} /></>;
        if (member.members.length === 0) return <li key={member.name}>{line}</li>;
        return <li key={member.name}><details open={member.name === "data"}><summary>{line}</summary><Members members={member.members} /></details></li>;
      })}
    </ul>
  );
}

/** The names of an answer's members; of a list those of its items. */
function namesOf(members: readonly Member[]): string {
  const data = members.find(({ name }) => name === "data");
  const names = (data !== undefined && data.members.length > 0 ? data.members : members).map(({ name }) => name);
  const shown = names.slice(0, SHOWN_NAMES).join(", ") + (names.length > SHOWN_NAMES ? " …" : "");
  return data === undefined ? `{ ${shown} }` : `{ data: [{ ${shown} }], … }`;
}

function AnswerLine({ answer }: { answer: Answer }) {
  return (
    <div class="reference-answer">
      <p>{answer.status !== "" && <strong class="reference-status">{answer.status}</strong>} <Noted text={answer.note} /></p>
      {answer.members.length > 0 && (
        <details><summary><code>{namesOf(answer.members)}</code></summary><Members members={answer.members} /></details>
      )}
      {answer.example !== "" && <details><summary>Example</summary><pre tabIndex={0}>{answer.example}</pre></details>}
    </div>
  );
}

function Value({ parameter, value, onChange }: { parameter: Parameter; value: string; onChange: (value: string) => void }) {
  const { name, choices, fallback, required } = parameter;
  const label = `Value of ${name}`;
  if (choices.length > 0) {
    return (
      <select class="field" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{fallback === "" ? "–" : fallback}</option>
        {choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
      </select>
    );
  }
  return (
    <input class="field mono" aria-label={label} value={value} placeholder={fallback} required={required} spellcheck={false} autocapitalize="off" autocomplete="off"
      onInput={(event) => onChange(event.currentTarget.value)} />
  );
}

function Parameters({ operation, values, onChange }: {
  operation: Operation;
  values: Values;
  onChange: ((name: string, value: string) => void) | undefined;
}) {
  if (operation.parameters.length === 0) return null;
  return (
    <ul class="reference-parameters" aria-label="Parameters">
      {operation.parameters.map((parameter) => {
        const { name, place, required, type, fallback, note } = parameter;
        return (
          <li key={name}>
            <div class="reference-parameter">
              <p><code>{name}</code>{required && <span class="tone-error" title="needed"> *<span class="hidden"> needed</span></span>} <span class="note">{place}</span></p>
              {onChange !== undefined && place !== "header" && <Value parameter={parameter} value={values[name] ?? ""} onChange={(value) => onChange(name, value)} />}
            </div>
            <div>
              <p><Noted text={note} /></p>
              <p class="note">{type}{fallback === "" ? "" : `; ${fallback} if left out`}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return <div class="reference-part"><h3>{title}</h3>{children}</div>;
}

function Answers({ operation: { body, answers, errors } }: { operation: Operation }) {
  return (
    <>
      {body !== undefined && <Part title="Body"><AnswerLine answer={body} /></Part>}
      <Part title="Answers">
        {answers.map((answer) => <AnswerLine key={answer.status} answer={answer} />)}
        <details>
          <summary>Otherwise: {errors.map(({ status }) => status).join(" ")}</summary>
          <ul class="reference-tree">{errors.map((error) => <li key={error.status}><strong>{error.status}</strong> <Noted text={error.note} /></li>)}</ul>
        </details>
      </Part>
    </>
  );
}

/** The chosen one, whose values are those of the address. */
function Chosen({ operation }: { operation: Operation }) {
  const values = valuesFor(operation, address.value.query.block ?? "");
  const onChange = (name: string, value: string) => {
    const block = callOf(operation, { ...values, [name]: value }).url;
    go({ ...withQuery(address.value, { block }), hash: operation.id }, { replace: true });
  };
  const answers = useMemo(() => <Answers operation={operation} />, [operation]);
  return (
    <div class="reference-columns">
      {operation.parameters.length > 0 && <Part title="Parameters"><Parameters operation={operation} values={values} onChange={onChange} /></Part>}
      <TryCall operation={operation} call={callOf(operation, values)} />
      {answers}
    </div>
  );
}

/** Drawn once: what doesn't change is the same element again, which costs nothing while one types. */
function Described({ operation }: { operation: Operation }) {
  return useMemo(() => (
    <>
      {operation.parameters.length > 0 && <Part title="Parameters"><Parameters operation={operation} values={{}} onChange={undefined} /></Part>}
      <Answers operation={operation} />
    </>
  ), [operation]);
}

/** `whole`: with all that is below its head. */
export function OperationSection({ operation, chosen, whole, href }: { operation: Operation; chosen: boolean; whole: boolean; href: string }) {
  const { id, method, path, title, note } = operation;
  return (
    <section class={chosen ? "reference-operation chosen" : "reference-operation"} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}><a href={href}>{title}</a></h2>
      <p class="mono reference-path"><strong>{method}</strong> {path}</p>
      <p><Noted text={note} /></p>
      {chosen ? <Chosen operation={operation} /> : whole && <Described operation={operation} />}
    </section>
  );
}
