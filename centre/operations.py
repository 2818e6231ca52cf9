"""How a migration changes many tables without making all models anew each time."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

COLUMNS = (AddField, AlterField)
SHAPING = (
    CreateModel,
    *COLUMNS,
    AddConstraint,
    AddIndex,
    RemoveConstraint,
    RemoveIndex,
)


class AtOnce(Operation):
    """Operations of which none builds on another one; `at_once` finds them.

    They say to the database what they say one by one, in the same order. But Django
    makes the models that hang together, which are nearly all, anew after each
    operation, and here after the last one.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What asks for the models next makes them; then none is left to be made later.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        state.is_delayed = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def at_once(*operations: Operation) -> list[Operation]:
    """Return the operations of a migration, neighbours as one where that is the same.

    It is not where one changes a table that another one makes, or the same column; nor
    beside what moves rows, runs SQL, renames or removes.
    """
    groups: list[list[Operation]] = []
    for operation in operations:
        if not groups or not all(_independent(operation, one) for one in groups[-1]):
            groups.append([])
        groups[-1].append(operation)
    return [
        AtOnce(group) if isinstance(group[0], SHAPING) else group[0] for group in groups
    ]


def _independent(operation: Operation, earlier: Operation) -> bool:
    """Return whether the two can be done in the state after both."""
    if not isinstance(operation, SHAPING) or not isinstance(earlier, SHAPING):
        return False
    if isinstance(operation, CreateModel):
        return True
    if isinstance(earlier, CreateModel):
        return operation.model_name_lower != earlier.name_lower
    if isinstance(operation, COLUMNS) and isinstance(earlier, COLUMNS):
        return not operation.is_same_field_operation(earlier)
    return True
