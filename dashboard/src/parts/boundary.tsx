// What is said in place of a view that threw while it was drawn: an answer may have another shape than this page knows.
import { Component, type ComponentChildren } from "preact";
import { forgetAnswers } from "../data/request.ts";
import { forgetValues } from "../data/resource.ts";
import { Empty } from "./empty.tsx";

export class Boundary extends Component<{ children: ComponentChildren }, { why: string | undefined }> {
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ why: String(error) });
  }

  render() {
    const { why } = this.state;
    if (why === undefined) return this.props.children;
    const again = () => {
      // What can't be drawn is not drawn again.
      forgetAnswers();
      forgetValues();
      this.setState({ why: undefined });
    };
    return (
      <div class="page-body">
        <h1>This page could not be drawn</h1>
        <Empty sentence={<>The server’s answer is of another shape. For a report: <code>{why}</code></>}
          action={<button type="button" class="button main" onClick={again}>Again</button>} />
      </div>
    );
  }
}
