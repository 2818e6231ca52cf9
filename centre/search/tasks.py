"""Have new words looked up by the background worker, which may hold dictionaries."""

from datetime import datetime

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from centre.search.dictionary import learn_words
from centre.search.models import SearchWord


@task()
def look_up_words() -> int:
    """Look up all words that are new; return how many. Twice is the same as once."""
    number = 0
    while some := learn_words():
        number += some
    return number


def queue_new_words(at: datetime) -> int:
    """Have new words looked up, unless that is queued already; return how often."""
    waiting = DBTaskResult.objects.filter(
        task_path=look_up_words.module_path, status=TaskResultStatus.READY
    )
    if waiting.exists() or not SearchWord.objects.filter(looked_up=False).exists():
        return 0
    look_up_words.enqueue()
    return 1
