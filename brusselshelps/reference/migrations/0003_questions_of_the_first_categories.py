"""The categories written before there were questions get theirs; a question somebody wrote already stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Dutch, French, English.
QUESTIONS = {
    "phone": (
        "Wanneer wordt u graag gebeld?",
        "Quand préférez-vous qu’on vous appelle\u202f?",
        "When do you like to be called?",
    ),
    "shopping": (
        "Wat hebt u nodig, en uit welke winkel?",
        "De quoi avez-vous besoin, et de quel magasin\u202f?",
        "What do you need, and from which shop?",
    ),
    "pharmacy": (
        "Om welke apotheek gaat het? Noem geen geneesmiddelen of ziektes.",
        "De quelle pharmacie s’agit-il\u202f? Ne citez ni médicaments ni maladies.",
        "Which pharmacy is it? Do not name medicines or illnesses.",
    ),
    "post_office": (
        "Wat moet er gebracht of opgehaald worden?",
        "Que faut-il déposer ou aller chercher\u202f?",
        "What should be brought or fetched?",
    ),
    "video": (
        "Op welk toestel, en met welke app?",
        "Sur quel appareil, et avec quelle application\u202f?",
        "On which device, and with which app?",
    ),
    "dog": (
        "Hoe groot is de hond, en is hij rustig bij vreemden?",
        "Quelle est la taille du chien, et est-il calme avec des inconnus\u202f?",
        "How big is the dog, and is it calm with strangers?",
    ),
}


def ask(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Category = apps.get_model("reference", "Category")
    for slug, (nl, fr, en) in QUESTIONS.items():
        unasked = Category.objects.filter(slug=slug, question_nl=None, residents_may_ask=True)
        unasked.update(question=nl, question_nl=nl, question_fr=fr, question_en=en)


class Migration(migrations.Migration):
    dependencies = [("reference", "0002_questions_and_suspension")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
