"""Demo news. A post was published on a fixed day or `days_ago`; without either it
is a draft.
"""

from datetime import date
from typing import Any

from centre.demo.text import Text, rich

TOPICS = [
    {
        "slug": "z-zycia-domu",
        "name": Text("Z życia domu", "Life at the Centre", "Життя дому"),
    },
    {
        "slug": "wspolpraca",
        "name": Text(
            "Wizyty i współpraca", "Visits and partners", "Візити та співпраця"
        ),
    },
    {
        "slug": "warto-wiedziec",
        "name": Text("Warto wiedzieć", "Good to know", "Варто знати"),
    },
    {"slug": "ogloszenia", "name": Text("Ogłoszenia", "Notices", "Оголошення")},
]

# The one thing here that took place. Polish and English are the words of the Centre's
# own report, the Ukrainian is its translation, and nothing is added: no hour, no
# programme, no number, no name. Only the day of publishing is the demo's.
REPORT: dict[str, Any] = {
    "slug": "goscilismy-delegacje-cities-forum-2025",
    "topics": ["wspolpraca"],
    "published_on": date(2025, 6, 18),
    "title": Text(
        "Centrum Wielokulturowe gościło wizytę studyjną w ramach Cities Forum 2025",
        "The Multicultural Centre hosted a study visit as part of Cities Forum 2025",
        "Мультикультурний центр прийняв навчальний візит у межах Cities Forum 2025",
    ),
    "lead": Text(
        "Empowering cities, shaping Europe’s future – to nie tylko hasło tegorocznego "
        "Cities Forum 2025, ale też doskonałe podsumowanie wizyty studyjnej, która "
        "odbyła się w Centrum Wielokulturowym w Krakowie w ramach pierwszego dnia "
        "wydarzenia.",
        "Empowering cities, shaping Europe’s future – this year’s Cities Forum 2025 "
        "motto perfectly captures the spirit of the study visit held at the "
        "Multicultural Centre in Kraków on the first day of the event.",
        "Empowering cities, shaping Europe’s future – це не лише гасло цьогорічного "
        "Cities Forum 2025, а й чудовий підсумок навчального візиту, що відбувся в "
        "Мультикультурному центрі у Кракові першого дня заходу.",
    ),
    "body": rich(
        """
        <p>Gościliśmy delegacje z całej Europy i krajów partnerskich, które miały okazję
        nie tylko poznać przestrzeń Centrum, ale też wziąć udział w panelu dyskusyjnym
        poświęconym jego działalności i roli, jaką odgrywa w budowaniu miasta otwartego,
        różnorodnego i wspierającego.</p>
        <p>Centrum to przestrzeń spotkań i współpracy osób z różnych kultur, języków
        i doświadczeń. To tu odbywają się:</p>
        <ul>
        <li>warsztaty integracyjne i językowe,</li>
        <li>spotkania społecznościowe i edukacyjne,</li>
        <li>działania wspierające obcokrajowców i mniejszości,</li>
        <li>a także inicjatywy oddolne budujące międzykulturowy dialog.</li>
        </ul>
        <p>Podczas spotkania rozmawialiśmy o tym, jak ważna jest lokalna współpraca
        i systemowe podejście do integracji, a także jak doświadczenia Krakowa mogą
        inspirować inne europejskie miasta do działań w duchu włączenia społecznego.</p>
        <p>Dziękujemy za wizytę i wartościowy dialog!</p>
        """,
        """
        <p>We had the pleasure of hosting delegations from across Europe and partner
        countries, who not only explored the Centre’s space but also participated in a
        panel discussion focused on its mission and role in shaping an open, inclusive,
        and diverse city.</p>
        <p>The Centre is a space for meetings and cooperation among people from various
        cultures, languages, and backgrounds. It hosts:</p>
        <ul>
        <li>integration and language workshops,</li>
        <li>community and educational meetings,</li>
        <li>support initiatives for foreigners and minority groups,</li>
        <li>and grassroots projects fostering intercultural dialogue.</li>
        </ul>
        <p>During the visit, we discussed the importance of local collaboration and a
        systemic approach to integration, as well as how Kraków’s experience can inspire
        other European cities to act in the spirit of social inclusion.</p>
        <p>Thank you for the visit and valuable dialogue!</p>
        """,
        """
        <p>Ми приймали делегації з усієї Європи та країн-партнерів, які мали нагоду не
        лише познайомитися з простором Центру, а й узяти участь у панельній дискусії про
        його діяльність і роль у творенні відкритого, різноманітного міста, що
        підтримує своїх мешканців.</p>
        <p>Центр — це простір зустрічей і співпраці людей різних культур, мов і досвіду.
        Тут відбуваються:</p>
        <ul>
        <li>інтеграційні та мовні воркшопи,</li>
        <li>зустрічі для громади та навчальні зустрічі,</li>
        <li>заходи на підтримку іноземців і меншин,</li>
        <li>а також низові ініціативи, що будують міжкультурний діалог.</li>
        </ul>
        <p>Під час зустрічі ми говорили про те, наскільки важливими є співпраця на місці
        та системний підхід до інтеграції, а також про те, як досвід Кракова може
        надихати інші європейські міста діяти в дусі соціальної інклюзії.</p>
        <p>Дякуємо за візит і цінний діалог!</p>
        """,
    ),
}

POSTS: list[dict[str, Any]] = [
    REPORT,
    {
        "slug": "zapisy-na-dwie-wizyty",
        "topics": ["wspolpraca", "ogloszenia"],
        "days_ago": 2,
        "picture": "panel",
        "title": Text(
            "Ruszyły zapisy na dwie wizyty studyjne",
            "Registration is open for two study visits",
            "Відкрито реєстрацію на два навчальні візити",
        ),
        "lead": Text(
            "Jedna o pierwszych dniach w mieście, druga o inicjatywach oddolnych. "
            "Delegację zgłosisz w kilka minut, nazwiska możesz podać później.",
            "One is about the first days in a city, the other about grassroots "
            "projects. Registering takes a few minutes; names can follow later.",
            "Один про перші дні в місті, другий про низові ініціативи. Заявка займе "
            "кілька хвилин, імена можна додати пізніше.",
        ),
        "body": rich(
            """
            <p>Zapraszamy delegacje miast, regionów i organizacji. Podaj, kim jesteście
            i ile osób przyjedzie. Od razu dowiesz się, czy są miejsca, a na e-mail
            dostaniesz potwierdzenie z linkiem, przez który możesz zrezygnować.</p>
            <p>Rozmawiamy po polsku, angielsku i ukraińsku. Jeśli potrzebujecie innego
            języka albo wsparcia na miejscu, napisz o tym w zgłoszeniu.</p>
            """,
            """
            <p>We invite delegations of cities, regions and organisations. Tell us who
            you are and how many of you are coming. You learn at once whether there are
            places, and an e-mail confirms it, with a link for withdrawing.</p>
            <p>We speak Polish, English and Ukrainian. If you need another language, or
            help on site, say so when you register.</p>
            """,
            """
            <p>Запрошуємо делегації міст, регіонів та організацій. Напишіть, хто ви і
            скільки людей приїде. Ви одразу дізнаєтеся, чи є місця, а на пошту надійде
            підтвердження з посиланням, за яким можна відмовитися.</p>
            <p>Ми говоримо польською, англійською та українською. Якщо потрібна інша
            мова або допомога на місці, напишіть про це в заявці.</p>
            """,
        ),
    },
    {
        "slug": "wtorki-do-dziewietnastej",
        "topics": ["ogloszenia"],
        "days_ago": 4,
        "activity": "punkt-informacyjny",
        "title": Text(
            "Punkt informacyjny: we wtorki do 19:00",
            "Information point: until 19:00 on Tuesdays",
            "Інформаційний пункт: щовівторка до 19:00",
        ),
        "lead": Text(
            "Wiele osób nie mogło zdążyć po pracy. Od teraz we wtorki zostajemy dłużej."
            "",
            "Many of you couldn’t make it after work. From now on we stay longer on "
            "Tuesdays.",
            "Багато хто не встигав після роботи. Відтепер щовівторка ми працюємо довше."
            "",
        ),
        "body": rich(
            """
            <p>W pozostałe dni godziny się nie zmieniają. Jeśli i wtorkowy wieczór Ci
            nie odpowiada, zadzwoń: +48 12 000 00 00. Poszukamy innej pory.</p>
            """,
            """
            <p>The other days stay as they were. If a Tuesday evening doesn’t suit you
            either, call us on +48 12 000 00 00 and we will look for another time.</p>
            """,
            """
            <p>В інші дні години не змінюються. Якщо й вівторковий вечір вам не
            підходить, зателефонуйте: +48 12 000 00 00. Пошукаємо інший час.</p>
            """,
        ),
    },
    {
        # Left in Polish alone, to show how the site deals with it.
        "slug": "winda-w-sobote-rano",
        "topics": ["ogloszenia"],
        "days_ago": 6,
        "title": Text("W sobotę rano winda nie pojedzie"),
        "lead": Text(
            "Od 8:00 do 11:00 potrwa przegląd. Jeśli potrzebujesz windy, zadzwoń, "
            "a przeniesiemy zajęcia na parter.",
        ),
        "body": rich(
            """
            <p>Przegląd robimy dwa razy w roku. Sala na parterze jest wolna, więc każde
            sobotnie spotkanie możemy przenieść. Wystarczy jeden telefon dzień
            wcześniej: +48 12 000 00 00.</p>
            """
        ),
    },
    {
        "slug": "szukamy-glosow-do-choru",
        "topics": ["z-zycia-domu"],
        "days_ago": 9,
        "activity": "chor-wielu-jezykow",
        "picture": "choir",
        "title": Text(
            "Chór szuka głosów, zwłaszcza niskich",
            "The choir is looking for voices, low ones above all",
            "Хор шукає голоси, насамперед низькі",
        ),
        "lead": Text(
            "Śpiewamy w środy. Przyjdź raz, posłuchaj i zdecyduj.",
            "We sing on Wednesdays. Come once, listen and decide.",
            "Співаємо щосереди. Прийдіть раз, послухайте й вирішіть.",
        ),
        "body": rich(
            """
            <p>W tym roku nauczyliśmy się kołysanki, pieśni weselnej i piosenki
            o tramwaju. Każda przyszła z innego domu. Nie robimy przesłuchań.</p>
            <blockquote><p>Najpierw słuchasz, potem nucisz, a potem okazuje się, że
            śpiewasz.</p></blockquote>
            """,
            """
            <p>This year we have learned a lullaby, a wedding song and a song about a
            tram. Each came from another home. There are no auditions.</p>
            <blockquote><p>First you listen, then you hum, and then it turns out that
            you are singing.</p></blockquote>
            """,
            """
            <p>Цього року ми вивчили колискову, весільну пісню й пісеньку про трамвай.
            Кожна прийшла з іншого дому. Прослуховувань немає.</p>
            <blockquote><p>Спершу слухаєш, потім наспівуєш, а тоді виявляється, що вже
            співаєш.</p></blockquote>
            """,
        ),
    },
    {
        "slug": "jak-przygotowac-sie-do-porady",
        "topics": ["warto-wiedziec"],
        "days_ago": 16,
        "activity": "porady-prawne",
        "title": Text(
            "Jak przygotować się do porady prawnej",
            "How to prepare for legal advice",
            "Як підготуватися до юридичної консультації",
        ),
        "lead": Text(
            "Masz pół godziny. Te cztery rzeczy pomogą ją dobrze wykorzystać.",
            "You have half an hour. These four things help you to use it well.",
            "У вас пів години. Ці чотири речі допоможуть використати її добре.",
        ),
        "body": rich(
            """
            <ol>
            <li><strong>Spisz daty.</strong> Kiedy przyszło pismo, kiedy mija
            termin.</li>
            <li><strong>Weź wszystkie strony.</strong> Także koperty, bo na nich jest
            data odbioru.</li>
            <li><strong>Zapisz jedno pytanie.</strong> To najważniejsze. Reszta wyniknie
            z rozmowy.</li>
            <li><strong>Powiedz, w jakim języku wolisz mówić.</strong> Zapewnimy
            tłumaczenie, jeśli dasz znać przy umawianiu się.</li>
            </ol>
            <p>Nie masz części dokumentów? I tak przyjdź.</p>
            """,
            """
            <ol>
            <li><strong>Write down the dates.</strong> When the letter came, when the
            time limit ends.</li>
            <li><strong>Bring every page.</strong> The envelopes too, because they show
            when it was delivered.</li>
            <li><strong>Note one question.</strong> The most important one. The rest
            will come up as you talk.</li>
            <li><strong>Say which language you prefer.</strong> We find an interpreter
            if you tell us when you make the appointment.</li>
            </ol>
            <p>Some papers are missing? Come all the same.</p>
            """,
            """
            <ol>
            <li><strong>Випишіть дати.</strong> Коли надійшов лист, коли спливає
            строк.</li>
            <li><strong>Візьміть усі сторінки.</strong> Конверти теж, бо на них дата
            вручення.</li>
            <li><strong>Запишіть одне запитання.</strong> Найважливіше. Решта з’ясується
            в розмові.</li>
            <li><strong>Скажіть, якою мовою вам зручніше.</strong> Ми забезпечимо
            переклад, якщо попередите під час запису.</li>
            </ol>
            <p>Частини документів немає? Однаково приходьте.</p>
            """,
        ),
    },
    {
        "slug": "sto-kawalkow-jedna-narzuta",
        "topics": ["z-zycia-domu"],
        "days_ago": 23,
        "activity": "patchwork",
        "picture": "quilt",
        "title": Text(
            "Sto kawałków, jedna narzuta",
            "A hundred pieces, one quilt",
            "Сто клаптиків, одна ковдра",
        ),
        "lead": Text(
            "Pierwsza narzuta z warsztatu patchworku wisi już przy schodach.",
            "The first quilt from our patchwork workshop now hangs by the stairs.",
            "Перша ковдра з воркшопу печворку вже висить біля сходів.",
        ),
        "body": rich(
            """
            <p>Jest w niej kratka z koszuli, kawałek obrusu w maki i rękaw munduru.
            Przy każdym kawałku ktoś opowiedział historię. Spisaliśmy je po polsku,
            angielsku i ukraińsku; segregator leży pod narzutą.</p>
            <p>Szyjemy dalej. Druga narzuta trafi do czytelni.</p>
            """,
            """
            <p>There is the check of a shirt in it, a piece of a tablecloth with poppies
            and the sleeve of a uniform. Each piece came with a story. We wrote them
            down in Polish, English and Ukrainian; the folder lies below the quilt.</p>
            <p>We go on sewing. The second quilt is for the reading room.</p>
            """,
            """
            <p>У ній клітинка з сорочки, шматок скатертини з маками й рукав однострою.
            Про кожен клаптик хтось розповів історію. Ми записали їх польською,
            англійською та українською; тека лежить під ковдрою.</p>
            <p>Шиємо далі. Друга ковдра буде для читальні.</p>
            """,
        ),
    },
    {
        # A draft: staff see it, visitors don't.
        "slug": "co-planujemy-na-wiosne",
        "topics": ["z-zycia-domu"],
        "title": Text("Co planujemy na wiosnę", "What we are planning for spring"),
        "lead": Text("Szkic: uzupełnić po spotkaniu zespołu."),
        "body": rich("<p>Więcej spacerów, ogródek na podwórzu, letnie kino.</p>"),
    },
]
