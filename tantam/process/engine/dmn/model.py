"""Files → compiled elements, each with the names it may use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tantam.process.engine.feel.compiler import FIRST_SLOT, Closure, Compiler
from tantam.process.engine.feel.expression import HostFunctions, known_names, with_builtins
from tantam.process.engine.feel.nodes import Coerced, FunctionLiteral
from tantam.process.engine.feel.nodes import Node as Tree
from tantam.process.engine.feel.scope import Names
from tantam.process.engine.feel.types import ANY, FUNCTION, FunctionOf, Reference, Type
from tantam.process.engine.feel.values.functions import Function

from .boxed import build, function_literal
from .builder import Builder
from .document import Document, Node
from .item_types import TypeReader
from .problems import Problem, problem
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Unit:
    """A compiled element.

    `direct` gives the keys of what it requires by name, `imported` those of each import; `free` are the other names
    it uses, which only the host can know. `weight` is how many nodes one evaluation visits at most.
    """

    node: Node
    type: Type
    closure: Closure | None
    slots: int
    direct: Mapping[str, str]
    imported: Mapping[str, tuple[str, ...]]
    free: frozenset[str] = frozenset()
    weight: int = 1


@dataclass(slots=True)
class Model:
    """All elements of a file and of those it imports; `main` is the file that was asked for."""

    main: Document
    units: dict[str, Unit] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def build_model(main: Document, others: Iterable[Document], functions: HostFunctions) -> Model:
    """Compile a file together with the files it may import."""
    known = {document.namespace: document for document in (*others, main)}
    reached: dict[str, Document] = {}
    waiting = [main]
    while waiting:
        document = waiting.pop()
        if document.namespace not in reached:
            reached[document.namespace] = document
            waiting.extend(known[namespace] for _, namespace in document.imports if namespace in known)
    return _ModelBuilder(main, reached, functions).build()


class _ModelBuilder:
    def __init__(self, main: Document, documents: Mapping[str, Document], functions: HostFunctions) -> None:
        self.model = Model(main)
        self.documents = documents
        self.functions: Mapping[str, Function] = with_builtins(functions)
        self.base = known_names((), functions)
        self.readers: dict[str, TypeReader] = {}
        self.reading: set[str] = set()
        self.reading_left = Reading()
        self.nodes = {key: node for document in documents.values() for key, node in document.nodes.items()}

    def build(self) -> Model:
        for document in self.documents.values():
            self.model.names.update(node.name for node in document.nodes.values())
            self.reader(document)
        members = Names((*self.model.names, *(name for item in self.readers.values() for name in item.components)))
        for document in self.documents.values():
            for node in document.nodes.values():
                self.model.units[node.key] = self.unit(document, node, members)
        self.collect_problems()
        return self.model

    def collect_problems(self) -> None:
        for document in self.documents.values():
            self.model.problems += document.problems
            self.model.problems += self.readers[document.namespace].problems
        self.model.problems += _cycles(self.nodes)

    def reader(self, document: Document) -> TypeReader:
        """The types of a file, those of the files it imports read first."""
        found = self.readers.get(document.namespace)
        if found is not None:
            return found
        self.reading.add(document.namespace)
        imported: dict[str, Type] = {}
        for name, namespace in document.imports:
            other = self.documents.get(namespace)
            if other is None or namespace in self.reading:
                continue
            known = self.reader(other).known
            imported.update({f"{name}.{kind}" if name else kind: reference for kind, reference in known.items()})
        self.reading.discard(document.namespace)
        self.readers[document.namespace] = TypeReader(document, imported, self.reading_left)
        return self.readers[document.namespace]

    def unit(self, document: Document, node: Node, members: Names) -> Unit:
        direct, imported = self.visible(document, node)
        types = self.readers[document.namespace]
        kind = types.named(node.type_ref, node.element) if node.type_ref else ANY
        names = (*direct, *imported)
        builder = Builder(node.key, Names(names, self.base), members, types, self.reading_left)
        tree = self.tree(builder, node, kind)
        self.model.problems += builder.problems
        if tree is None:
            return Unit(node, kind, None, FIRST_SLOT, direct, imported)
        compiler = Compiler(self.functions, names)
        closure = compiler.compile(tree)
        free = frozenset(compiler.free.difference(names, self.model.names))
        return Unit(node, kind, closure, compiler.slots, direct, imported, free, compiler.weight)

    def tree(self, builder: Builder, node: Node, kind: Type) -> Tree | None:
        if node.kind == "decision":
            if node.logic is None:
                builder.add_problem("no_logic", node.element)
                return None
            value = build(builder, node.logic)
            return value if kind is ANY else Coerced(value, kind)
        logic = node.element.first("encapsulatedLogic") if node.kind == "businessKnowledgeModel" else None
        tree = None if logic is None else function_literal(builder, logic)
        if not isinstance(tree, FunctionLiteral):
            return tree
        result = _result_type(kind)
        return tree if result is ANY else FunctionLiteral(tree.parameters, Coerced(tree.body, result))

    def visible(self, document: Document, node: Node) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """What the element requires: by its own name, or by that of the import it comes from. A function knows itself,
        unless it is called as one that is built in."""
        is_own_name = node.kind == "businessKnowledgeModel" and node.name not in self.functions
        direct: dict[str, str] = {node.name: node.key} if is_own_name else {}
        imported: dict[str, tuple[str, ...]] = {}
        import_names = {namespace: name for name, namespace in document.imports}
        for key in node.requires:
            required = self.nodes.get(key)
            if required is None:
                self.model.problems.append(
                    problem("unknown_reference", element_id=node.element.id, line=node.element.line, found=key)
                )
                continue
            name = import_names.get(key.rpartition("#")[0], "")
            if name:
                imported[name] = (*imported.get(name, ()), key)
            else:
                direct[required.name] = key
        return direct, imported


def _result_type(kind: Type) -> Type:
    """What a function gives: its variable names either the type of the function or, commonly, that of the result."""
    while isinstance(kind, Reference) and kind.target is not None:
        kind = kind.target
    if isinstance(kind, FunctionOf):
        return kind.result
    return ANY if kind == FUNCTION else kind


def _cycles(nodes: Mapping[str, Node]) -> list[Problem]:
    """A problem for every decision that lies on a circle of requirements; found without recursion."""
    counts = dict.fromkeys(nodes, 0)
    for node in nodes.values():
        for key in node.requires:
            if key in counts and nodes[key].kind == "decision":
                counts[node.key] += 1
    users: dict[str, list[str]] = {}
    for node in nodes.values():
        for key in node.requires:
            users.setdefault(key, []).append(node.key)
    free = [key for key, count in counts.items() if not count]
    while free:
        key = free.pop()
        for user in users.get(key, ()) if nodes[key].kind == "decision" else ():
            counts[user] -= 1
            if not counts[user]:
                free.append(user)
    return [
        problem("requirement_cycle", element_id=nodes[key].element.id, line=nodes[key].element.line)
        for key, count in counts.items()
        if count and nodes[key].kind == "decision"
    ]
