"""What customers say in requests, in Russian and English: the phrases that tell a kind.

The forms are those of ``parsers.lexicon``: commas part phrases, ``a/b`` is a choice, ``_`` is none, and
``*`` stands for any letters.
"""

from desk.request import RequestKind

# What a form line such as "Type: incident" may say.
KINDS: dict[RequestKind, str] = {
    RequestKind.INCIDENT: "инцидент, сбой, неисправность, поломка, ошибка, incident, failure, fault, bug",
    RequestKind.MASS_INCIDENT: "массовый инцидент, массовый сбой, массовая проблема, проблема, авария, "
    "аварийная ситуация, mass incident, major incident, outage, problem, emergency",
    RequestKind.CONSULTATION: "консультация, запрос на обслуживание, запрос обслуживания, обслуживание, "
    "вопрос, запрос информации, запрос на информацию, запрос на предоставление информации, запрос на "
    "консультацию, запрос на предоставление доступа, consultation, question, service request, request for "
    "information, information request, inquiry, enquiry, request for service, access request",
    RequestKind.DEVELOPMENT: "запрос на развитие, развитие, доработка, запрос на доработку, изменение, "
    "запрос на изменение, пожелание, предложение, улучшение, новая функция, development, development "
    "request, change, change request, request for change, feature, feature request, enhancement, "
    "improvement, suggestion",
}

_USE_RU = "войти/зайти/открыть/подключиться/распечатать/напечатать/отправить/получить/сохранить/загрузить"
_USE_RU_2 = "скачать/запустить/авторизоваться/работать/попасть/дозвониться/провести/оформить/создать/удалить"
_USE_EN = (
    "log/login/logon/connect/open/access/print/send/save/start/sign/reach/receive/download/install/see/use"
)
_PLACE_RU = "офис/отдел/этаж/филиал/завод/склад/магазин/цех/департамент"
_PEOPLE_RU = "пользователи/сотрудники/клиенты/филиалы/магазины/кассы/компьютеры/отделы/офисы/работники"
_PEOPLE_EN = (
    "users/employees/customers/staff/offices/branches/colleagues/departments/computers/clients/stores"
)
_THING_RU = "поле/кнопку/отчет/фильтр/выгрузку/экспорт/импорт/функцию/функционал/возможность/колонку/столбец"
_THING_EN = (
    "feature/button/report/field/column/option/filter/export/function/functionality/setting/integration"
)

SIGNS: dict[str, str] = {
    # Something fails.
    "failure": f"""
        не работа*/функциониру*/открыва*/запуска*/включа*/загружа*/грузи*, не
        печата*/подключа*/отвеча*/реагиру*/отправля*, не
        приходит/приходят/приходило/приходили/проходит/проходят, не
        отобража*/сохраня*/синхронизиру*/обновля*, не видит/заходит/пуска*/звонит, не
        могу/можем/может/удается/получается/могут {_USE_RU}, не могу/можем/может/удается/получается/могут
        {_USE_RU_2}, невозможно {_USE_RU}, невозможно {_USE_RU_2}, упал/упала/упало/упали, лежит,
        завис/зависла/зависло/зависает/зависают, висит, сломал*, поломал*, отвалил*,
        вылетает/вылетела/вылетел, перестал/перестала/перестало/перестали,
        недоступен/недоступна/недоступно/недоступны, пропал/пропала/пропало/пропали, выдает/показывает/пишет
        ошибку, ошибка при/500/502/503/404/входа/подключения/сервера, глючит/глючат, тормозит/тормозят,
        сбоит, сгорел/сгорела, сбой, нет связи/интернета/сети/соединения/звука/изображения, not/isn't/aren't
        working/opening/loading/starting/connecting/printing/responding/available/syncing/sending,
        doesn't/don't/won't/didn't work/open/load/start/connect/print/respond/sync/send/boot,
        does/do/did/will not work/open/load/start/connect/print/respond/sync/send/boot,
        can't/cannot/couldn't/unable {_USE_EN}, can not {_USE_EN}, unable to {_USE_EN},
        is/are/went/been/goes down, down again/since, crashed/crashes/crashing, crash, broken, stopped
        working/responding/printing, fails/failed/failing, frozen/freezes/froze/freezing, hangs/hanging,
        unavailable, unreachable, error when/while/message/code/500/502/503/404, throws/gives/shows an/_
        error, no connection/internet/network/signal/sound, keeps crashing/failing/disconnecting/freezing
    """,
    # It may be a failure.
    "trouble": """
        ошибка, ошибку, ошибки, проблема, проблемы, проблему, проблемой, неполадка, неполадки, нет доступа,
        error, errors, problem, problems, issue, issues, trouble, bug, no access, down
    """,
    # It fails for many, or stops all.
    "many": f"""
        у всех, ни у кого, никто не может, весь/целый/всему {_PLACE_RU}, во/на/по/в всем/всей/всему
        офис*/отдел*/этаж*/филиал*/завод*/склад*/магазин*/цех*/здани*/компани*/организаци*/сети, все
        {_PEOPLE_RU}, никто из, у/для всех/многих пользователей/сотрудников/клиентов/работников, всего/всех
        офиса/отдела/филиалов/офисов/отделов/магазинов/этажа, во всех
        филиалах/офисах/отделах/магазинах/подразделениях, по всей компании/организации/сети, по всему
        зданию/офису/предприятию, вся компания/организация/бухгалтерия/сеть, массово, ни один/одного
        пользователь/сотрудник, everyone, everybody, all our/the/of/_ {_PEOPLE_EN}, all of us, entire/whole
        office/company/team/department/floor/site/building/organisation/organization, nobody/none can, no
        one can, for all, company-wide, companywide, across the/all/our
        company/offices/organisation/organization/branches
    """,
    "outage": """
        массовый/массовая/массовые сбой/сбои/инцидент/проблема/недоступность, авария, аварии, аварийная
        ситуация, полностью недоступен/недоступна/недоступны, работа
        остановлена/встала/парализована/полностью, производство остановлено/встало, outage, mass incident,
        major incident, down for everyone/everybody/all, down for all, completely/totally down, production
        is down, everything is down
    """,
    "one": """
        только/лишь у меня/одного, у меня одного/одной, у одного/одной пользователя/сотрудника/сотрудницы,
        не у всех, не для всех, у остальных/других/коллег/соседей все/_ работает/нормально/хорошо/ок, у
        всех/остальных остальных/кроме, у всех кроме меня, у всех остальных, у всех работает, у всех все/_
        работает/нормально/хорошо, just/only me/for, only for me, not everyone/everybody/all, not for
        everyone/all, for one user, one user, works for others/everyone/everybody/all/colleagues, works/fine
        for everyone else/others, everyone else, everybody else, all others, my colleagues can
    """,
    "some": """
        у нескольких/многих/некоторых/части пользователей/сотрудников/клиентов/коллег,
        многие/некоторые/несколько пользователи/сотрудники/клиенты/пользователей/сотрудников/клиентов,
        multiple/several/many/some/other users/people/employees/colleagues/customers, others too, not only
        me, не только у меня
    """,
    # Nothing fails, whatever the words.
    "fine": """
        все работает/заработало/хорошо, ошибок/проблем нет, нет ошибок/проблем, без ошибок/проблем/сбоев, не
        упал/упала/упало, не сломал*/завис*, не авария, не сбой, not an/a outage/crash, проблема/ошибка
        решена/устранена/исправлена, работает нормально/хорошо/отлично, no
        errors/problems/issues/error/problem/issue, without errors/problems/issues/any, not broken/down,
        works fine/well/now, issue/problem is/_ solved/resolved/fixed, working fine/now, no problem
    """,
    "if": "если, чтобы, в случае, при возникновении, if, in case, what if, unless, когда-нибудь",
    # Words that only look like signs.
    "greeting": """
        как есть/часть/область/обычно/только, hi/hello/dear/hey everyone/everybody/all/team, good
        morning/afternoon/evening/day everyone/everybody/all, thanks/thank everyone/all/you everyone/all/_
    """,
    # A question, or something to be told or done as usual.
    "question": """
        как *ть/*ться/*ти/*чь/правильно/можно/мне/нам/лучше/работает, подскажите пожалуйста/_ как
        *ть/*ться/*ти/*чь, можно ли, возможно ли, есть ли возможность/способ/инструкция/у/в, где
        найти/взять/посмотреть/скачать/находится/можно/мне, что означает/такое/значит, какие
        документы/требования/есть/нужны/версии, какой порядок/тариф/срок/версии, какая версия/стоимость,
        прошу/просим/просьба проконсультировать/разъяснить/пояснить/подсказать/объяснить/уточнить/сообщить,
        подскажите пожалуйста/_ где/какой/какая/какие/можно/сколько/когда, нужна/требуется/необходима
        консультация/инструкция/справка/информация/помощь, консультация, консультацию, вопрос по,
        возник/есть/имеется/появился вопрос, чем отличается/отличаются, сколько стоит/стоят,
        поддерживает/поддерживается ли, прошу/просим/просьба предоставить/прислать/направить
        информацию/инструкцию/справку, how do/can/should/would/could i/we/you/one, how to, is it possible,
        is there a/any way, where can/do/is/are i/we/the/_, could/can/would you please/_
        explain/tell/advise/clarify/describe, what does, what do, which version/option/plan, question
        about/regarding/on/concerning, have/got a question, quick/one question, please
        advise/explain/clarify, need/want instructions/documentation/guidance/information/advice/a manual,
        do you support/offer/have, i would like to know, i'd like to know, wondering how/if/whether
    """,
    "service": """
        прошу/просим/просьба/необходимо/нужно/требуется предоставить/выдать/открыть/дать/организовать
        доступ, предоставьте/дайте/откройте/выдайте доступ, нужен/требуется/необходим доступ, доступ к,
        заявка на доступ/выдачу/установку/подключение, прошу/просим/просьба/необходимо/нужно создать/завести
        учетную/пользователя/почту/почтовый/ящик/учетку, создайте/заведите
        учетную/пользователя/почту/почтовый/ящик/учетку, сбросить/сбросьте/восстановить/восстановите пароль,
        прошу/просим/просьба/нужно/необходимо установить/переустановить/настроить/заменить,
        прошу/просим/просьба прислать/направить/выслать/предоставить
        акт/счет/документы/договор/счет-фактуру, нужен счет/акт, установите/настройте/замените пожалуйста,
        access request, request/need/require/requesting/grant/give/get me/us/_ access to, password reset,
        reset my/the/his/her/a/_ password, create a/an new/_ account/user/mailbox, please
        install/set/configure/provide/replace, new user account, new employee, need a/an new/_
        account/laptop/license/licence/invoice
    """,
    # Someone asks for help in courtesy.
    "polite": """
        подскажите, помогите, почему, в чем проблема/причина/дело, что делать, уточните, please help,
        can/could you help, help me/us, why, what's wrong
    """,
    # Something that is not there yet.
    "change": f"""
        запрос на доработку/развитие/изменение, прошу/просим/просьба/нужно/необходимо/требуется
        доработать/реализовать/внедрить/усовершенствовать/автоматизировать, требуется/нужна/необходима
        доработка, предложение по улучшению/доработке/развитию, предлагаю/предлагаем
        добавить/сделать/реализовать/улучшить/изменить/внедрить, новая функция, новый функционал, новую
        функцию/возможность, новой функции, хотелось/хотим бы/_ увидеть/добавить/видеть/реализовать, не
        хватает функции/возможности/кнопки/поля/отчета, прошу/просим/просьба добавить/сделать/разработать
        {_THING_RU}, добавьте/сделайте пожалуйста/_ {_THING_RU}, добавить {_THING_RU}, было бы
        удобно/хорошо/здорово/полезно/неплохо если/добавить/иметь/_, пожелание по/_,
        feature/enhancement/change/improvement request, new feature, request a/for feature, request for
        change/enhancement/improvement, would be great/nice/useful/helpful/good/handy if/to/_,
        please/could/can you/_ add/implement a/an/the/support/_ new/_ {_THING_EN}, add/implement a/an/the/_
        {_THING_EN}, suggestion for/to/_, i/we suggest/propose/_ adding, would love to see, please
        implement/develop, we'd/i'd like a/an/to new/_ {_THING_EN}
    """,
    # Perhaps a change, perhaps a service.
    "wish": """
        прошу/просим/просьба добавить/сделать/изменить/поменять/расширить, добавьте, добавить, измените,
        хотелось бы, можно ли добавить/сделать/изменить/реализовать, please/could/can you/_
        add/change/extend, could/can you please/_ add/change/extend, is it possible to add/change/extend,
        would like to add/change, missing
    """,
}
