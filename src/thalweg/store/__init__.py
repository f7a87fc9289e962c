"""What people save beside a case: scenarios, claims and notes, in a database, with who changed what and when.

A record is plain data; `reading` turns it into the scenarios and claims that files of the case would be, `laid` lays
those over a case, and `folder` writes them out as such files. It needs `pip install 'thalweg[serve]'`.
"""
