@testable import Ledger

extension ActTests {
  /// Values that make each act, of books that need not have what they name.
  static let complete: [(act: any Act.Type, values: ActValues)] = [
    (RecordExpense.self, values(["amount": "1.00", "paid-from": "bank"])),
    (RecordBill.self, values(["amount": "1.00", "number": "A-1"])),
    (
      Prepay.self,
      values(["amount": "1.00", "date": "2021-09-01", "service-through": "2021-11-30", "paid-from": "bank"])
    ),
    (Accrue.self, values(["amount": "1.00", "reverse-on": "2021-10-01"])),
    (
      RecordMileage.self,
      values(["staff": "lead", "miles": "1", "memo": "Venue"])
    ),
    (
      SplitExpense.self,
      values(
        [
          "amount": "2.00", "payee": "shop", "service-date": "2021-09-03",
          "paid-from": "bank",
          "memo": "x",
        ], of: false)
    ),
    (
      DrawCommitment.self,
      values(["commitment": "1", "service-date": "2021-09-03", "paid-from": "bank"], of: false)
    ),
    (PayBills.self, values(["bill": "1", "date": "2021-09-10", "method": "transfer"], of: false)),
    (MatchItems.self, values(["payee": "shop", "date": "2021-09-10"], of: false)),
    (ReceiveMoney.self, values(["award": "YOUTH", "amount": "1.00", "date": "2021-09-10"], of: false)),
    (VoidPayment.self, values(["payment": "1", "reason": "x"], of: false)),
    (UndoEntry.self, values(["entry": "meal", "reason": "x"], of: false)),
    (CorrectExpense.self, values(["entry": "meal", "reason": "x", "amount": "2.00"], of: false)),
    (RefundExpense.self, values(["entry": "meal", "amount": "1.00", "date": "2021-09-10"], of: false)),
    (GiveAdvance.self, values(["staff": "lead", "amount": "1.00", "date": "2021-09-10", "for": "x"], of: false)),
    (ReturnAdvance.self, values(["staff": "lead", "date": "2021-09-10"], of: false)),
    (PostEntry.self, values(["date": "2021-09-10", "description": "x", "line": "1010 1.00", "key": "k"], of: false)),
    (MoveCash.self, values(["from": "bank", "to": "savings", "amount": "1.00", "date": "2021-09-10"], of: false)),
    (
      ReceiveOtherMoney.self,
      values(["payer": "shop", "account": "4010", "amount": "1.00", "date": "2021-09-10"], of: false)
    ),
    (RemitPayroll.self, values(["account": "2130", "payee": "shop", "date": "2021-09-10"], of: false)),
    (
      AddAward.self,
      values(
        [
          "code": "NEXT", "name": "Next", "funder": "funder", "amount": "1.00", "from": "2021-07-01",
          "through": "2022-06-30", "recognition": "conditional",
        ], of: false)
    ),
    (SetTerms.self, values(["award": "YOUTH", "overspend": "warn", "approved-by": "Funder"], of: false)),
    (
      ExtendAward.self,
      values(
        [
          "award": "YOUTH", "through": "2023-06-30", "approved-on": "2022-05-01", "approved-by": "Funder",
          "document": "Letter", "reason": "x",
        ], of: false)
    ),
    (
      RenameAward.self,
      values(
        [
          "award": "YOUTH", "name": "Other", "date": "2022-05-01", "approved-by": "Funder", "document": "Letter",
          "reason": "x",
        ], of: false)
    ),
    (CloseAward.self, values(["award": "YOUTH", "date": "2022-09-01", "final-report": "2022-08-31"], of: false)),
    (ReopenAward.self, values(["award": "YOUTH", "date": "2022-09-01", "reason": "x"], of: false)),
    (RecordPromise.self, values(["award": "YOUTH", "date": "2021-07-01"], of: false)),
    (
      RecognizeCondition.self,
      values(["award": "YOUTH", "amount": "1.00", "date": "2021-09-30", "evidence": "x"], of: false)
    ),
    (RecordInterest.self, values(["award": "YOUTH", "amount": "1.00", "date": "2021-09-30"], of: false)),
    (
      ReturnToFunder.self,
      values(["award": "YOUTH", "amount": "1.00", "date": "2021-09-30", "reason": "x"], of: false)
    ),
    (
      ReleaseRestriction.self,
      values(["award": "YOUTH", "amount": "1.00", "for": "time", "date": "2021-09-30", "reason": "x"], of: false)
    ),
    (
      WriteOffPromise.self,
      values(["award": "YOUTH", "amount": "1.00", "date": "2021-09-30", "reason": "x"], of: false)
    ),
    (
      ReviseBudget.self,
      values(
        [
          "award": "YOUTH", "move": "food stipends 1.00", "approver": "funder", "approved-by": "Funder",
          "effective": "2021-09-30", "reason": "x",
        ], of: false)
    ),
    (
      MakeCommitment.self,
      values(
        ["award": "YOUTH", "line": "food", "amount": "1.00", "payee": "shop", "date": "2021-09-01", "for": "x"],
        of: false)
    ),
    (ReleaseCommitment.self, values(["commitment": "1", "date": "2021-09-01", "reason": "x"], of: false)),
    (AddParty.self, values(["code": "new", "name": "New"], of: false)),
    (AddAccount.self, values(["code": "9990", "name": "New", "kind": "expense"], of: false)),
    (AddFund.self, values(["code": "new", "name": "New"], of: false)),
    (AddProgram.self, values(["code": "new", "name": "New"], of: false)),
    (AddOrganization.self, values(["code": "new", "name": "New"], of: false)),
    (
      AdoptPolicy.self,
      values(
        [
          "organization": "site", "simultaneous-release": "none", "effective": "2021-07-01", "approved-by": "Board",
          "reason": "x",
        ], of: false)
    ),
    (
      AddAllocationRule.self,
      values(
        ["code": "desks", "name": "Desks", "base": "desks", "document": "Plan", "effective": "2021-07-01"], of: false)
    ),
    (ChargeIndirect.self, values(["award": "YOUTH", "through": "2021-09-30"], of: false)),
    (SettleInterfund.self, values(["award": "YOUTH", "date": "2021-09-30"], of: false)),
    (MoveReversal.self, values(["entry": "meal", "date": "2021-09-30", "reason": "x"], of: false)),
    (UndoImport.self, values(["number": "1", "reason": "x"], of: false)),
    (ClosePeriod.self, values(["month": "2021-09", "reason": "x"], of: false)),
    (ReopenPeriod.self, values(["month": "2021-09", "reason": "x"], of: false)),
    (
      AdjustYear.self,
      values(
        [
          "month": "2022-06", "description": "x", "line": "1010 1.00", "approved-by": "Auditor", "document": "a.pdf",
          "reason": "x", "key": "k",
        ], of: false)
    ),
  ]
}
