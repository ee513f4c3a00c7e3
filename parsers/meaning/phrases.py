"""What customers say in answers, in Russian and English: the phrases that tell an intent.

The forms are those of ``parsers.lexicon``: commas part phrases, ``a/b`` is a choice, ``_`` is none, and
``*`` stands for any letters.
A word that stands in no row counts as unknown, and an unknown word makes a confirmation unsure.
"""

_OBJECT_RU = "заявку/тикет/обращение/запрос/инцидент/вопрос/задачу"
_OBJECT_EN = "ticket/request/case/issue/incident/question/matter"

INTENTS: dict[str, str] = {
    # It works, the matter is settled.
    "confirm": """
        работает, работают, заработало, заработал, заработала, заработали, все
        ок/окей/ok/супер/отлично/хорошо, все нормально/прекрасно/замечательно, теперь все ок/хорошо/отлично,
        все в порядке/норме, все получилось, получилось, помогло, сработало, все исправно,
        проблема/ошибка/неисправность решена/устранена/исправлена/снята, проблему/ошибку/неисправность
        решили/устранили/исправили, вопрос решен/решился/закрыт/урегулирован, проблема
        решилась/ушла/пропала/исчезла, ошибка ушла/пропала/исчезла, решено, исправлено, устранено, починили,
        исправили, починилось, исправилось, восстановлено, восстановилось, восстановили, наладилось,
        отремонтировали, доступ есть/появился/восстановлен/получен/получил/получили, инцидент
        исчерпан/решен/устранен, проблема/ошибка больше/_ не
        повторяется/воспроизводится/возникает/появляется/наблюдается/проявляется, больше не
        повторяется/воспроизводится/возникает/появляется/наблюдается/проявляется,
        ошибок/сбоев/претензий/замечаний/ошибки больше/_ нет, проблем/проблемы/вопросов больше нет,
        ошибок/проблем не наблюдаю/вижу, нет претензий/замечаний/ошибок/возражений, больше нет
        ошибок/проблем/сбоев, подтверждаю, подтверждаем, подтверждаю/подтверждаем
        решение/исправление/выполнение/работоспособность, решение подошло/помогло, решение/работы/работу
        принимаю/принимаем/принято/приняты, согласен/согласна/согласны с решением/закрытием,
        it/that/this/everything/all/which works/worked, works, now works, works now, working
        now/again/fine/perfectly, is/are/it's/its/everything/all/now working, working
        well/great/ok/okay/correctly/properly, working as expected, worked perfectly/great/fine, worked like
        a charm, works like a charm, fixed, resolved, solved, sorted, sorted out, it's/is/been
        fixed/resolved/solved/sorted, that/this/it did it, did the trick, all
        good/set/fine/well/ok/okay/clear, everything is/_ ok/okay/fine/good/great/perfect, everything's
        fine/good, all is well/good/fine/ok, up and running, back to normal, back online,
        problem/issue/error/bug is/has/_ gone/disappeared/fixed/resolved/solved, no more
        errors/issues/problems, no errors/issues/complaints, no longer
        happens/happening/occurs/occurring/appears, not happening anymore/again, i/we can/_ confirm,
        confirmed, can confirm that/it/_, can log in again/now
    """,
    # The word to close, which settles it as well.
    "close": f"""
        можно/прошу/просьба/давайте/предлагаю эту/мою/_ {_OBJECT_RU}/_ закрыть/закрывать,
        можно/прошу/просьба/давайте/предлагаю закрыть/закрывать/закроем эту/мою/_ {_OBJECT_RU},
        закройте/закрывайте/закрываем эту/мою/пожалуйста/_ {_OBJECT_RU}/_, закрыть {_OBJECT_RU},
        {_OBJECT_RU} можно закрыть/закрывать, {_OBJECT_RU} закройте/закрывайте, заявка закрыта с моей
        стороны, возражений против закрытия нет, не возражаю против/_ закрытия, против закрытия не возражаю,
        подтверждаю/подтверждаем закрытие, с моей/нашей стороны закрыто, закрыто с моей/нашей стороны,
        you/we can/may close/_ close the/this/my/_ {_OBJECT_EN}/it/_, please/pls/kindly close the/this/my/_
        {_OBJECT_EN}/it/_, can/may/could be closed, closed from/on my/our side/end, feel free to close
        the/this/my/_ {_OBJECT_EN}/it/_, close the/this/my {_OBJECT_EN}, close it/this,
        good/ok/okay/happy/ready/fine to close the/this/my/_ {_OBJECT_EN}/it/_, go ahead and close
        the/this/my/_ {_OBJECT_EN}/it/_, please/_ mark it/this/_ as resolved/solved/closed/fixed
    """,
    # It does not work, or must not be closed.
    "dispute": f"""
        не работает/работают/заработало/заработал/заработала/заработали/функционирует, не
        помогло/помогает/помогли/помог, не решено/решена/решен/решили/решилось/решилась, не
        исправлено/исправлена/исправили/исправлен/устранено/устранена, не
        устранили/починили/восстановлено/восстановили/восстановлена/закрыт/закрыта/решает, не
        открывается/открываются/запускается/включается/печатает, не
        грузится/загружается/подключается/приходят/приходит, не
        получилось/получается/удалось/удается/изменилось/сработало/прошло/исчезла/пропала/ушла/появился, не
        все работает/работают/исправлено/исправили/решено/заработало, ничего/ничто не
        изменилось/помогло/работает/поменялось, ничего/никто не
        исправлено/исправили/исправил/сделано/сделали/сделал, работает не/плохо/неправильно/некорректно,
        проблема/ошибка/сбой/неисправность все/_ еще/по-прежнему/_
        осталась/остается/сохраняется/повторяется/повторилась, проблема/ошибка/сбой опять/снова/вновь/_
        вернулась/появилась/возникла/вернулся/появился/возникает/появляется, проблема/ошибка/сбой на
        месте/еще/снова/опять/есть/актуальна/актуален/прежняя/остался, по-прежнему то же, проблемы/ошибки
        остались/остаются/сохраняются/повторяются/есть, все по-прежнему/по-старому/также, все так же, все
        без изменений, ошибка/проблема та же/прежняя, та же/самая/_ ошибка/проблема/история/ситуация, то же
        самое, те же ошибки/проблемы, без изменений/результата/результатов, до сих пор
        не/нет/ошибка/проблема/то, так и не, опять/снова/вновь не, стало хуже, опять/снова/вновь
        сломалось/сломался/упал/упало/упала/отвалился/отвалилось/ошибка/проблема/то/та/зависает,
        перестало/перестал/перестала/перестали работать, еще/только хуже, это/все не так, не
        согласен/согласна/согласны/подтверждаю/подтверждаем/принимаю/принимаем/устраивает/подходит/подошло,
        не могу/можем подтвердить/закрыть/согласиться, не закрывайте/закрывать/закрыть, рано
        закрывать/закрыли, верните в работу, прошу/просьба не закрывать, переоткройте, откройте
        заново/снова/повторно, вопрос/проблема/заявка не решен/решена/закрыта, not
        working/fixed/solved/resolved/sorted/ok/okay/satisfied/confirmed/helpful/helping, not yet, nothing
        works, is/are/has still/_ not been/_ working/fixed/resolved/solved/helped/changed,
        isn't/aren't/wasn't working/fixed/solved/resolved/ok/gone, hasn't been fixed/resolved/solved, hasn't
        changed/helped/worked, doesn't/don't/didn't/won't
        work/help/fix/solve/resolve/open/start/print/load/connect/change, does/do/did not
        work/help/fix/solve/resolve/open/start/print/load/connect/change/confirm/agree/close,
        don't/didn't/can't/cannot/won't/never confirm/agree/close/confirmed, do not agree, can not
        confirm/close, can't/cannot/couldn't log/login/open/connect/access/print/use, still
        not/doesn't/isn't/can't/cannot/don't, still
        broken/failing/fails/down/happening/happens/occurs/occurring, still
        there/open/unresolved/crashing/crashes/bad/wrong, still the/_ same, still a/an/no
        problem/issue/error/luck, still see/seeing/have/having/get/getting/experiencing/facing, the/_ same
        problem/issue/error/thing/behaviour/behavior/result/here/again, no
        change/improvement/luck/effect/difference/joy, nothing has/_ changed/helped/worked,
        problem/issue/error/bug still/_ persists/remains/exists/continues/occurs/happens,
        problem/issue/error/bug is/_ still/back/there/here, problem/issue/error came/comes/is/has
        back/returned/reappeared, is/it's/has back/returned again, got/is/it's/even worse, made it worse, to
        no avail, broken/failed/failing/down/crashed again, stopped working, no longer
        works/working/opens/prints, not solved/good, i/we disagree, disagree, please/pls/_ reopen, don't/do
        not close the/this/my/it/_ {_OBJECT_EN}/_, it's/is/still broken, reopen it/this/the
    """,
    # The matter is dropped.
    "withdraw": f"""
        больше/уже не нужно/нужна/нужен/надо/требуется/актуально/актуальна/актуален/нуждаюсь/нуждаемся,
        неактуально/неактуальна/неактуален, не актуально/актуальна/актуален, не нужна/требуется ваша/_
        помощь, помощь больше/уже/_ не нужна/требуется, {_OBJECT_RU} больше/уже/_ не
        нужна/требуется/актуальна, заявка/обращение/тикет/запрос/вопрос больше/уже не
        нужна/нужен/нужно/актуальна/актуально/актуален/требуется,
        отмените/отменить/отзовите/отозвать/аннулируйте/аннулировать/снимите/снять
        эту/мою/свою/нашу/пожалуйста/_ {_OBJECT_RU}, отзываю/отзываем/отменяю/отменяем/снимаю/снимаем
        эту/мою/свою/нашу/_ {_OBJECT_RU}, {_OBJECT_RU}
        отмените/отменить/отзовите/снимите/отзываю/отменяю/снимаю, вопрос снят/снимается/отпал/неактуален,
        вопрос/заявка/обращение/тикет/запрос не/уже/больше
        неактуальна/неактуален/неактуально/актуальна/актуален/актуально, заявка/заявку
        снята/отозвана/неактуальна, прошу отменить/отозвать/снять/аннулировать эту/мою/свою/_ {_OBJECT_RU},
        отбой, ложная тревога, необходимость/потребность/нужда отпала, проблема/вопрос отпала/отпал,
        разобрались/разобрался/разобралась/решили/решил/решила/справились/справился/починили/исправили
        сами/сам/сама/самостоятельно, сами/сам/сама/самостоятельно
        разобрались/разобрался/разобралась/решили/решил/решила/справились/справился/починили,
        вопрос/проблему решили/решил сами/сам/самостоятельно, вопрос/проблема решен/решена/решился/решилась
        самостоятельно/сам/сама, сами/сам вопрос/проблему решили/решил, no longer
        needed/required/necessary/relevant/applicable, no longer need this/it/help/assistance/your/_ help/_,
        not needed/required/necessary/relevant anymore/any, not needed any more/longer, don't need
        this/it/help/that anymore, do not need this/it/help/that anymore/any, don't need it any more, never
        mind, nevermind, please/pls/kindly cancel the/this/my/our/_ {_OBJECT_EN}/it/_, cancel/withdraw/drop
        the/this/my/our {_OBJECT_EN}, cancel/withdraw it, you can/may cancel/withdraw/disregard/ignore
        the/this/my/our/_ {_OBJECT_EN}/it/_, want/like to cancel/withdraw the/this/my/our {_OBJECT_EN},
        please/_ disregard/ignore the/this/my/our {_OBJECT_EN}/email/message, please disregard, false alarm,
        solved/fixed/resolved/sorted/figured it/this/that/_ out/_ myself/ourselves/already,
        solved/fixed/resolved/sorted/figured it out/_ on my/our own, we/i withdraw the/this/my/our
        {_OBJECT_EN}
    """,
    "thanks": """
        спасибо, спасибо большое/огромное, большое/огромное спасибо, спасибо вам/всем большое/огромное/_,
        благодарю, благодарим, благодарен, благодарна, благодарны, признателен, признательна, признательны,
        спс, спасибки, пасиб, еще раз спасибо/благодарю, спасибо еще раз, от души, 👍, 🙏, 👌, ❤, thanks,
        thank you/u, many thanks, thx, thnx, tnx, ty, thanks a lot/bunch/million/ton, thanks again, thank you
        again/so/very much/_, much appreciated, appreciated, i/we/_ really/_ appreciate
        it/this/that/your/the/all/_ help/support/effort/assistance/_, great/good/nice/excellent job/work,
        well done, grateful, you're the best, молодцы, cheers
    """,
    "status": f"""
        статус, статус по/_ {_OBJECT_RU}/заявки/заявке/тикета/обращения/обращению/запроса/запросу,
        какой/каков/какая статус/состояние, сообщите/уточните/подскажите/скажите/напишите пожалуйста/_
        какой/_ статус, есть ли/_ какие-то/какие-нибудь/какие-либо/_ новости, какие новости, новости есть,
        есть ли/_ что-то/что-нибудь/какое-то/_ новое/прогресс/подвижки/движение/продвижение, что нового,
        есть ли/_ изменения/результат/результаты/информация/ответ/обновления по/_, как
        продвигается/продвигаются/движется/обстоят, как дела с/_, как идут/идет дела/работа/работы, что
        там/_ с/по моей/моим/нашей/нашим/_ заявкой/заявке/обращением/вопросом/вопросу/тикетом/тикету, когда
        будет готово/решено/исправлено/сделано/решение/ответ/результат, когда ждать/ожидать
        ответа/ответ/решения/результата/_, когда будут новости/результаты, ну/_ что там/слышно, на каком
        этапе, в каком состоянии/статусе, какие сроки, ждать/ожидать ответа, status, current/the/latest
        status, status update/report, what's/what is the/_ current/_ status, any/some
        news/update/updates/progress/eta, is/are there/_ any news/update/updates/progress, any/an eta, eta,
        how is/are it/things/this/that going/progressing/coming along, how's it going, where are/do
        we/things stand/with/_, when will it/this/that/you be/_ ready/fixed/solved/resolved/done/_, when can
        i/we expect, could/can you please/_ update me/us, please update me/us, what's/what is happening/new,
        heard anything
    """,
    "yes": "да, ага, угу, верно, точно, именно, так, проблем нет, вопросов нет, нет вопросов, yes, yep, "
    "yeah, yup, correct, right, exactly, absolutely, sure, confirm",
    "no": "нет, неа, no, nope, nah, 👎",
    # What takes certainty away from the words about it.
    "if": """
        если, если бы, в случае, при условии, unless, if, provided, assuming, in case, whether, would, бы,
        ли
    """,
    "but": """
        но, однако, кроме, хотя, зато, правда, впрочем, только, лишь, исключением, помимо, а, еще, также,
        тоже, к сожалению, but, except, however, although, though, only, apart, yet, unfortunately, besides,
        other than, also, another, still
    """,
    "hedge": """
        вроде, вроде бы, кажется, похоже, наверное, наверно, возможно, видимо, надеюсь, надеемся, может,
        почти, частично, иногда, временами, местами, плохо, медленно, долго, пока, пока что, предварительно,
        должно, будет, буду, завтра, не удалось/успел/успела/успели/смог/смогла/смогли/могу/можем
        проверить/протестировать/посмотреть/попробовать, проверю, проверим, посмотрю, посмотрим, понаблюдаю,
        понаблюдаем, когда, после, до, раньше, вчера, потом, позже, то, seem, seems, maybe, perhaps,
        probably, hopefully, hope, might, may, almost, partly, partially, sometimes, slow, slowly, guess,
        think, believe, appears, apparently, mostly, nearly, barely, hardly, so far, for now, at the moment,
        will, should, could, tomorrow, yesterday, before, until, when, once, after, while, later, was, were,
        let, let's, intermittently
    """,
    "deny": """
        не, ни, никак, никто, ничего, ничто, без, нельзя, невозможно, not, doesn't, don't, didn't, isn't,
        aren't, wasn't, weren't, won't, can't, cannot, couldn't, hasn't, haven't, never, nothing, none,
        neither, nor, without, unable, no one
    """,
    "ask": """
        ?, как, почему, отчего, где, кто, зачем, куда, сколько, какой, какая, какие, какое, что, подскажите,
        скажите, вопрос, вопросы, помогите, уточните, объясните, нужно, надо, нужен, нужна, необходимо,
        хочу, хотел, хотела, хотелось, хотим, прошу, просьба, сделайте, подтвердите, прошу подтвердить,
        please confirm, добавьте, проверьте, пришлите, what, how, why, where, who, which, question,
        questions, need, want, like to, help me, help us, can you, could you, please
        check/send/add/help/advise/tell/look, do, does, did, is it, is this
    """,
    # The thing spoken of; plain only beside words that close, withdraw or ask for the status.
    "object": f"""
        {_OBJECT_RU}, заявка, заявке, заявки, заявкой, обращению, обращения, обращением, тикета, тикету,
        тикетом, запросу, запроса, инцидента, инциденту, вопросу, вопроса, задача, задаче, задачи, номер,
        номером, {_OBJECT_EN}, number, tickets, regarding, about
    """,
    # What works or works not: plain beside a confirmation, not beside thanks.
    "trouble": "проблема, ошибка, сбой, неисправность, problem, issue, error, bug, fault",
    # Courtesy and filling; it says nothing for or against.
    "plain": """
        здравствуйте, добрый день/вечер, доброе утро, доброго дня/времени, времени суток, суток, привет,
        приветствую, день, вечер, утро, коллеги, уважаемые, команда, команде, все, теперь, уже, сейчас,
        сегодня, у, нас, меня, мне, нам, вам, вас, я, мы, вы, и, с, со, за, это, эта, этот, очень, по,
        проверил, проверила, проверили, проверено, проверяю, протестировал, протестировали, перепроверил,
        попробовал, попробовали, нормально, отлично, хорошо, прекрасно, замечательно, супер, класс,
        корректно, стабильно, штатно, исправно, верно, правильно, быстро, быстрый, быструю, быстрое,
        оперативно, оперативность, оперативную, оперативный, оперативное, снова, полностью, действительно,
        пожалуйста, можно, конечно, ок, окей, понял, поняла, поняли, принято, принял, ясно, понятно, ура,
        своей, моей, нашей, стороны, большое, огромное, помощь, поддержку, работу, решение, содействие,
        терпение, участие, внимание, ответ, информацию, сотрудничество, понимание, труд, вашу, ваш, ваше,
        вновь, наконец, наконец-то, лучше, как надо, как часы, как нужно, идеально, доброго, дня, всего,
        удачи, хорошего, хороших, выходных, итак, значит, теперь-то, же, в полном объеме, 🙂, 😊, ✅, заранее
        спасибо/благодарю/благодарен, hello, hi, hey, dear, good morning/afternoon/evening/day, greetings,
        all, team, guys, everyone, i, we, it, this, that, the, a, is, are, am, i'm, we're, it's, its, i've,
        we've, that's, now, again, everything, everything's, well, fine, great, perfect, perfectly, good,
        nice, cool, awesome, excellent, wonderful, very, really, much, so, just, tested, checked, verified,
        tried, have, has, had, been, be, my, our, your, side, end, from, for, on my/our
        side/end/machine/computer, at my/our end, me, us, you, please, ok, okay, and, as, expected,
        correctly, properly, like a charm, both, today, quick, quickly, fast, prompt, swift, kind, help,
        support, assistance, response, reply, solution, effort, efforts, time, patience, service, at last,
        finally, indeed, thanks in advance, thank you in advance, can, got it, understood, noted, received,
        have a nice/good/great day/weekend/one/evening, best, regards, kind regards, lot, of, too, here,
        уважением
    """,
}
