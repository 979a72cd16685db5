"""What each permission allows, in a sentence for people."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission

MAY = {
    Permission.FUNNEL_VIEW: _("see how many cases reached which stage"),
    Permission.FUNNEL_REFRESH: _("have these figures computed again"),
    Permission.REFERENCE_VIEW: _("read the law, the bodies and the lists of codes"),
    Permission.PUBLIC_RECORD_VIEW: _("read the documented public cases"),
    Permission.CASE_VIEW: _("see the cases to which they are assigned"),
    Permission.CASE_VIEW_ALL: _("see every case of the organisation, without what is sealed in it"),
    Permission.CASE_VIEW_UNASKED: _("see these also where the person was not asked whether monitors may know"),
    Permission.CASE_RECEIVE: _("take in a complaint from an interview, and a reprisal that followed a visit"),
    Permission.CASE_RECORD: _("receive complaints and record what happens in a case"),
    Permission.CASE_IMPORT: _("take a spreadsheet of cases in, and take it back"),
    Permission.CASE_EXPORT: _("take coded facts of the cases they see out of the house"),
    Permission.CASE_ASSIGN: _("decide who works on a case"),
    Permission.SEALED_OPEN: _("open accounts, messages and files of cases of which they hold a key"),
    Permission.IDENTITY_OPEN: _("open names and contacts with a reason, where they hold the key"),
    Permission.IDENTITY_GRANT: _("lend a colleague the key of the names of one case for some days"),
    Permission.KEYS_HAND_OVER: _("hand the keys they hold to a colleague who should have them too"),
    Permission.VISIT_VIEW: _("see visits to places of detention, without what is sealed about them"),
    Permission.VISIT_RECORD: _("plan and record visits, and follow recommendations up"),
    Permission.VISIT_MANAGE: _(
        "take a visit back, clear a report for publication, give a colleague the key of a visit"
    ),
    Permission.API_TOKEN: _("make tokens for programs, which may do no more than they themselves"),
    Permission.AUDIT_VIEW: _("see who did what in the organisation"),
    Permission.VIEW_AS: _("look at the pages as another role, without any case"),
    Permission.ORGANISATION_MANAGE: _("change what concerns the whole organisation"),
    Permission.JOB_VIEW: _("follow their own long tasks and those of the organisation"),
    Permission.JOB_CANCEL: _("stop a long task that a colleague has started"),
    Permission.PEOPLE_VIEW: _("see who is in the organisation, and in which role"),
    Permission.PEOPLE_MANAGE: _("invite people, give and end roles, close accounts; never read a password"),
}
