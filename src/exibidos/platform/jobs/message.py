"""What travels? A job's id and nothing else, as taskiq writes its messages; whatever else arrives is no job of ours."""

from uuid import UUID

from taskiq import TaskiqMessage

from exibidos.platform.jobs.ledger import Ring

# The one task that taskiq knows; its only argument is a job's id.
TASK = "do"


def encode(ring: Ring) -> bytes:
    """Return the message that carries a job's id."""
    message = TaskiqMessage(task_id=str(ring.id), task_name=TASK, labels={}, args=[str(ring.id)], kwargs={})
    return message.model_dump_json().encode()


def is_ours(data: bytes) -> bool:
    """Say whether a message is one that `encode` made: queues outlive versions, and others may write to them."""
    try:
        message = TaskiqMessage.model_validate_json(data)
        return (
            message.task_name == TASK and len(message.args) == 1 and bool(UUID(message.args[0])) and not message.kwargs
        )
    except (ValueError, TypeError, AttributeError):
        return False
