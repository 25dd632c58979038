/** Files on their way to the server. */
import { csrfToken } from "./requests.js";

/**
 * @param {string} url
 * @param {File[]} files
 * @param {(part: number) => void} onFar how much of it has left, 0 to 1
 * @param {Record<string, string>} more fields that go along
 * @returns {{answered: Promise<{status: number, said: object}>, stop: () => void}}
 */
export function upload(url, files, onFar, more = {}) {
  const request = new XMLHttpRequest();
  const body = new FormData();
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  for (const file of files) body.append("files", file, file.name);
  const answered = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onFar(event.loaded / event.total));
    request.addEventListener("load", () => {
      try {
        resolve({ status: request.status, said: JSON.parse(request.responseText) });
      } catch {
        reject(new Error(String(request.status))); // a page instead: signed out, or a fault
      }
    });
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => reject(new Error(end)));
  });
  request.open("POST", url);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.send(body);
  return { answered, stop: () => request.abort() };
}
