"""Demo activities: integration and language workshops, community meetings.

`every` gives the weekday (0 for Monday) and the hours, `times` how many weeks running,
`in_weeks` how many weeks the first one is away. `changes` alters single sessions,
counted from 0.
"""

from centre.demo import documents
from centre.demo.text import Text, rich

ROOM_2 = Text("sala 2", "room 2", "зала 2")
KITCHEN = Text("kuchnia", "kitchen", "кухня")
READING_ROOM = Text("czytelnia", "reading room", "читальня")

WORKSHOPS = [
    {
        "slug": "polski-od-podstaw",
        "funder": "Example Fund",
        "type": "warsztaty",
        "title": Text(
            "Polski od podstaw: rozmowy przy stole",
            "Polish from scratch: conversations at the table",
            "Польська з нуля: розмови за столом",
        ),
        "summary": Text(
            "Pierwsze zdania po polsku, bez podręcznika. Uczymy się, rozmawiając "
            "o zakupach, lekarzu i pogodzie.",
            "Your first sentences in Polish, without a textbook. We learn by talking "
            "about shopping, doctors and the weather.",
            "Перші речення польською, без підручника. Вчимося, розмовляючи про "
            "покупки, лікаря й погоду.",
        ),
        "body": rich(
            """
            <p>Siadamy przy jednym stole, najwyżej dwanaście osób. Każde spotkanie ma
            jeden temat i dziesięć nowych słów. Resztę robi rozmowa.</p>
            <p>Przyjdź, nawet jeśli umiesz powiedzieć tylko „dzień dobry”. Dzieci mogą
            bawić się obok, mamy dla nich kredki i klocki.</p>
            """,
            """
            <p>We sit at one table, twelve people at most. Each meeting has one topic
            and ten new words. Conversation does the rest.</p>
            <p>Come even if “dzień dobry” is all you can say. Children can play beside
            us: we have crayons and building blocks.</p>
            """,
            """
            <p>Сідаємо за один стіл, щонайбільше дванадцять людей. У кожної зустрічі
            одна тема й десять нових слів. Решту робить розмова.</p>
            <p>Приходьте, навіть якщо вмієте сказати тільки «dzień dobry». Діти можуть
            гратися поруч: маємо для них олівці та кубики.</p>
            """,
        ),
        "place": ROOM_2,
        "audience": Text(
            "dla osób, które zaczynają uczyć się polskiego",
            "people who are beginning to learn Polish",
            "для тих, хто починає вчити польську",
        ),
        "languages": ["pl"],
        "interpreted_into": ["uk"],
        "interpretation": Text(
            "pomoc po ukraińsku", "help in Ukrainian", "допомога українською"
        ),
        "every": (1, "17:30", "19:00"),
        "times": 5,
    },
    {
        "slug": "ukrainski-dla-sasiadow",
        "type": "warsztaty",
        "title": Text(
            "Ukraiński dla sąsiadów",
            "Ukrainian for neighbours",
            "Українська для сусідів",
        ),
        "summary": Text(
            "Alfabet w jeden wieczór, potem rozmowy. Dla tych, którzy chcą zrozumieć "
            "osobę zza ściany.",
            "The alphabet in one evening, then conversations. For those who want to "
            "understand the person next door.",
            "Абетка за один вечір, далі розмови. Для тих, хто хоче зрозуміти людину "
            "за стіною.",
        ),
        "body": rich(
            """
            <p>Polski i ukraiński są bliżej, niż się wydaje. Zaczynamy od słów, które
            już znasz, i od tych, które znaczą coś innego, niż myślisz.</p>
            """,
            """
            <p>Some Polish helps, because the two languages are close. We begin with
            words that they share, and with those that mislead.</p>
            """,
            """
            <p>Польська й українська ближчі, ніж здається. Починаємо зі слів, які вже
            знаєте, і з тих, що означають не те, що ви думаєте.</p>
            """,
        ),
        "place": ROOM_2,
        "audiences": ["everybody"],
        "languages": ["uk", "pl"],
        "every": (0, "18:00", "19:30"),
        "times": 4,
    },
    {
        "slug": "rozmowa-o-prace",
        "type": "warsztaty",
        "title": Text(
            "Polski w pracy: rozmowa kwalifikacyjna",
            "Polish at work: the job interview",
            "Польська на роботі: співбесіда",
        ),
        "summary": Text(
            "Dwa wieczory ćwiczeń: jak opowiedzieć o sobie, o co zapytać i co znaczą "
            "słowa w umowie.",
            "Two evenings of practice: how to speak about yourself, what to ask and "
            "what the words in a contract mean.",
            "Два вечори вправ: як розповісти про себе, про що запитати і що означають "
            "слова в договорі.",
        ),
        "body": rich(
            """
            <p>Przynieś ogłoszenie, które Cię interesuje. W parach przećwiczycie
            rozmowę, a osoba prowadząca podpowie, co powiedzieć inaczej.</p>
            """,
            """
            <p>Bring a job offer that interests you. You practise the interview in
            pairs, and the leader suggests what to say differently.</p>
            """,
            """
            <p>Принесіть оголошення, яке вас цікавить. У парах потренуєте розмову, а
            ведучий підкаже, що сказати інакше.</p>
            """,
        ),
        "place": Text("sala 1", "room 1", "зала 1"),
        "audience": Text(
            "dla osób, które znają polski na poziomie A2 lub wyżej",
            "people with Polish at A2 or above",
            "для тих, хто знає польську на рівні A2 або вище",
        ),
        "languages": ["pl", "en"],
        "signup_by": ["email"],
        "signup": Text(
            "Napisz na centrum@example.org, mamy 12 miejsc.",
            "Write to centrum@example.org; there are 12 places.",
            "Напишіть на centrum@example.org, маємо 12 місць.",
        ),
        "every": (3, "18:00", "20:00"),
        "in_weeks": 1,
        "times": 2,
    },
    {
        "slug": "patchwork",
        "type": "warsztaty",
        "title": Text(
            "Uszyjmy to razem: patchwork",
            "Let’s sew it together: patchwork",
            "Зшиймо разом: печворк",
        ),
        "summary": Text(
            "Każda osoba przynosi kawałek materiału z domu. Zszywamy je w jedną wielką "
            "narzutę.",
            "Everybody brings a piece of cloth from home. We sew them into one large "
            "quilt.",
            "Кожна людина приносить клаптик тканини з дому. Зшиваємо їх в одну велику "
            "ковдру.",
        ),
        "body": rich(
            """
            <p>Może to być stara koszula, obrus po babci albo resztka zasłony. Maszyny,
            nici i nożyczki są na miejscu. Nie umiesz szyć? Będziesz umieć.</p>
            """,
            """
            <p>It may be an old shirt, a tablecloth from your grandmother or what was
            left of a curtain. Machines, thread and scissors are here. You can’t sew?
            You will.</p>
            """,
            """
            <p>Це може бути стара сорочка, бабусина скатертина чи залишок штори.
            Машинки, нитки й ножиці є на місці. Не вмієте шити? Навчитеся.</p>
            """,
        ),
        "place": Text("pracownia", "the studio", "майстерня"),
        "audiences": ["everybody"],
        "languages": ["pl", "uk", "en"],
        "every": (5, "11:00", "14:00"),
        "times": 3,
    },
]

MEETINGS = [
    {
        "slug": "sniadanie-miedzykulturowe",
        "type": "spotkania",
        "title": Text(
            "Śniadanie międzykulturowe",
            "Intercultural breakfast",
            "Міжкультурний сніданок",
        ),
        "summary": Text(
            "Długi stół, dużo herbaty. Przynieś coś, co jada się rano tam, skąd "
            "pochodzisz.",
            "A long table and plenty of tea. Bring something that people eat in the "
            "morning where you come from.",
            "Довгий стіл, багато чаю. Принесіть те, що їдять зранку там, звідки ви "
            "родом.",
        ),
        "body": rich(
            """
            <p>Chleb, herbatę i kawę mamy. Jeśli nie zdążysz nic przygotować, po prostu
            przyjdź. Przy każdym daniu stoi karteczka ze składnikami.</p>
            """,
            """
            <p>We have bread, tea and coffee. If you had no time to prepare anything,
            just come. A card beside every dish says what is in it.</p>
            """,
            """
            <p>Хліб, чай і кава в нас є. Якщо не встигнете нічого приготувати, просто
            приходьте. Біля кожної страви стоїть картка зі складниками.</p>
            """,
        ),
        "place": KITCHEN,
        "audiences": ["everybody"],
        "audience": Text(
            "dla wszystkich, także z dziećmi",
            "everybody, children too",
            "для всіх, також із дітьми",
        ),
        "languages": ["pl", "en", "uk"],
        "every": (5, "9:30", "11:00"),
        "in_weeks": 1,
        "times": 2,
        "picture": "breakfast",
    },
    {
        "slug": "kuchnia-kaukazu",
        "type": "spotkania",
        "title": Text(
            "Wieczór sąsiedzki: kuchnie Kaukazu",
            "Neighbours’ evening: cooking from the Caucasus",
            "Вечір сусідів: кухні Кавказу",
        ),
        "summary": Text(
            "Lepimy, pieczemy i słuchamy, skąd wzięły się te smaki. Kolacja na końcu.",
            "We knead, bake and hear where these flavours come from. Supper at the end."
            "",
            "Ліпимо, печемо й слухаємо, звідки ці смаки. Наприкінці вечеря.",
        ),
        "body": rich(
            """
            <p>Gotujemy dania bez mięsa. Fartuchy są na miejscu. Powiedz nam, jeśli
            czegoś nie możesz jeść.</p>
            """,
            """
            <p>We cook without meat. There are aprons for everybody. Tell us if there is
            something you can’t eat.</p>
            """,
            """
            <p>Готуємо страви без м’яса. Фартухи є на місці. Скажіть нам, якщо чогось не
            можете їсти.</p>
            """,
        ),
        "place": KITCHEN,
        "audiences": ["everybody"],
        "languages": ["pl", "en", "ka"],
        "signup_by": ["phone"],
        "signup": Text(
            "Zadzwoń: +48 12 000 00 00. W kuchni mieści się 16 osób.",
            "Call +48 12 000 00 00. The kitchen holds 16 people.",
            "Зателефонуйте: +48 12 000 00 00. На кухні вміщується 16 людей.",
        ),
        "every": (3, "18:00", "21:00"),
        "times": 2,
        "changes": {
            1: {
                "state": "cancelled",
                "note": Text(
                    "Prowadząca choruje. Spotkamy się w nowym terminie.",
                    "Our cook is ill. We will meet on another day.",
                    "Ведуча захворіла. Зустрінемося іншого дня.",
                ),
            }
        },
    },
    {
        "slug": "czytamy-na-glos",
        "type": "spotkania",
        "title": Text(
            "Czytamy na głos: bajki w czterech językach",
            "Reading aloud: tales in four languages",
            "Читаємо вголос: казки чотирма мовами",
        ),
        "summary": Text(
            "Ta sama bajka cztery razy, za każdym razem w innym języku. Dzieci rysują "
            "to, co usłyszały.",
            "The same tale four times, each time in another language. Children draw "
            "what they have heard.",
            "Та сама казка чотири рази, щоразу іншою мовою. Діти малюють те, що почули."
            "",
        ),
        "documents": [documents.FORM],
        "place": READING_ROOM,
        "audiences": ["children"],
        "audience": Text(
            "dla dzieci od 4 do 9 lat z opiekunami",
            "children aged 4 to 9 with an adult",
            "для дітей від 4 до 9 років із дорослими",
        ),
        "languages": ["pl", "uk", "en", "vi"],
        "every": (6, "11:00", "12:00"),
        "times": 4,
    },
    {
        "slug": "jak-dziala-miasto",
        "type": "spotkania",
        "title": Text(
            "Jak działa miasto: dzielnica i budżet obywatelski",
            "How the city works: districts and the civic budget",
            "Як працює місто: район і громадський бюджет",
        ),
        "summary": Text(
            "Kto decyduje o ławce przed Twoim domem i jak możesz zdecydować Ty. "
            "Godzina wykładu, godzina pytań.",
            "Who decides on the bench outside your house, and how you can. An hour’s "
            "talk, an hour of questions.",
            "Хто вирішує про лавку біля вашого дому і як можете вирішити ви. Година "
            "лекції, година запитань.",
        ),
        "place": Text("duża sala", "main hall", "велика зала"),
        "audiences": ["everybody"],
        "languages": ["pl"],
        "interpreted_into": ["en", "uk", "pjm"],
        "hearing_loop": True,
        "interpretation": Text(
            "tłumaczenie na angielski i ukraiński; polski język migowy po zgłoszeniu "
            "3 dni wcześniej",
            "interpretation into English and Ukrainian; Polish Sign Language if you "
            "ask 3 days before",
            "переклад англійською та українською; польська жестова мова, якщо "
            "повідомите за 3 дні",
        ),
        "every": (2, "18:00", "20:00"),
        "in_weeks": 2,
        "times": 1,
    },
]
