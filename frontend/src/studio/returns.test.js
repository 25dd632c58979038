import assert from "node:assert/strict";
import { test } from "node:test";
import { withReturns } from "./returns.js";

test("a carriage return in a name is written so that it is read again, and never inside a literal section", () => {
  const xml = '<a name="x\r\ny">p\rq<![CDATA[r\rs]]></a>';
  assert.equal(withReturns(xml), '<a name="x&#13;\ny">p&#13;q<![CDATA[r\rs]]></a>');
  assert.equal(withReturns('<a name="x\ny"/>'), '<a name="x\ny"/>');
});
